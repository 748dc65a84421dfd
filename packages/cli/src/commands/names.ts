/**
 * The one table of commands, as oclif writes them: `runs:ls` is `ganx runs ls`. Known without loading any of them, so
 * that a typo is met at once. `index.ts` must have a class for each, which its type checks.
 */
export const commandIds = [
  'check',
  'compare',
  'doctor',
  'eval',
  'export',
  'fork',
  'init',
  'plan',
  'plugins:create',
  'plugins:ls',
  'plugins:show',
  'plugins:test',
  'replay',
  'resume',
  'run',
  'runs:ls',
  'runs:show',
  'runs:rm',
  'runs:verify',
  'sample',
  'schema',
  'sweep:start',
  'sweep:status',
  'sweep:resume',
  'sweep:stop',
  'sweep:best',
  'sweep:explain',
  'tensorboard',
  'verify:resume',
] as const;

export type CommandId = (typeof commandIds)[number];

/** First words of commands that consist of others, and what those do: `topics` of package.json must say the same. */
export const topics = {
  plugins: 'List, show, make and test components and the plugins that bring them.',
  runs: 'List, show, verify and remove the runs on disk.',
  sweep: 'Run many variants of an experiment: start, watch, stop, resume and explain.',
  verify: 'Prove on this machine what ganx promises of an experiment.',
} as const satisfies Readonly<Record<TopicOf<CommandId>, string>>;

type TopicOf<Id> = Id extends `${infer Topic}:${string}` ? Topic : never;

/** The first words, each once. */
export const commandNames: readonly string[] = [...new Set(commandIds.map((id) => id.split(':')[0]!))];

/** By first word, the second words of commands that have two. */
export const topicNames: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.keys(topics).map((topic) => [
    topic,
    commandIds.filter((id) => id.startsWith(`${topic}:`)).map((id) => id.slice(topic.length + 1)),
  ]),
);
