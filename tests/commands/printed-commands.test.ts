import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadExperiment } from '@ganx/core/spec';
import * as Flags from '@oclif/core/flags';
import { parse } from '@oclif/core/parser';
import { expect, test } from 'vitest';
import { commands } from '../../packages/cli/src/commands/index.js';
import { topicNames } from '../../packages/cli/src/commands/names.js';
import { makeRegistry } from '../../packages/cli/src/compose/registry.js';
import { root } from '../cli/ganx.js';
import { commandsIn, filesBelow, filledIn, type Printed, textsOf } from './printed.js';

const sources = filesBelow('packages', /\/src\/.*(?<!\.test|\.fixture)\.ts$/);
const documents = [
  'README.md',
  ...filesBelow('docs', /^docs\/(?!decisions).*\.md$/),
  ...filesBelow('packages', /^packages\/[^/]+\/README\.md$/),
  ...filesBelow('examples', /README\.md$/),
];
const specs = [...filesBelow('experiments', /\.yaml$/), ...filesBelow('packages/cli/templates', /\.yaml$/)];

const inSources = sources.flatMap((path) => textsOf(path).map((text) => commandsIn(text, path)));
const inDocuments = [...documents, ...specs].map((path) =>
  commandsIn(readFileSync(join(root, path), 'utf8'), path),
);
const all = [...inSources, ...inDocuments].flatMap(({ printed }) => printed);

/** Files that a reader makes first, and what they are then. */
const made: Readonly<Record<string, string>> = {
  'experiment.yaml': 'experiments/quickstart.yaml',
  // What comments of a template name; `init` writes the file's own name there.
  'quickstart.yaml': 'experiments/quickstart.yaml',
  'gaussian-ring.yaml': 'experiments/gaussian-ring.yaml',
  'example.yaml': 'examples/plugins/relativistic/example.yaml',
  'spec.yaml': 'experiments/quickstart.yaml',
};

function commandOf({ words }: Printed): { id: keyof typeof commands; argv: string[] } | undefined {
  const [name, second] = words as [string, string | undefined];
  if (second !== undefined && topicNames[name]?.includes(second))
    return { id: `${name}:${second}` as never, argv: words.slice(2) as string[] };
  if (name in commands) return { id: name as never, argv: words.slice(1) as string[] };
  return undefined;
}

interface Command {
  readonly args?: object;
  readonly flags?: object;
  readonly baseFlags?: object;
  readonly strict?: boolean;
}

interface Parsed {
  readonly args: Readonly<Record<string, unknown>>;
  readonly flags: Readonly<Record<string, unknown>>;
}

async function parsed({ id, argv: typed }: { id: keyof typeof commands; argv: string[] }): Promise<Parsed> {
  // What follows two dashes is for another program.
  const argv = typed.includes('--') ? typed.slice(0, typed.indexOf('--')) : typed;
  if (argv.length === 1 && argv[0] === '--help') return { args: {}, flags: {} };
  const { args, flags, strict, baseFlags } = commands[id] as never as Command;
  return (await parse(argv, {
    args,
    flags: { ...baseFlags, json: Flags.boolean(), ...flags },
    strict: strict !== false,
    '--': true,
  } as never)) as never;
}

test('no message names a command outside of backticks, where this test would not see it', () => {
  expect(inSources.flatMap(({ loose }) => loose)).toEqual([]);
});

test('commands are found in messages, documents and the comments of experiments', () => {
  expect(inSources.flatMap(({ printed }) => printed).length).toBeGreaterThan(80);
  expect(inDocuments.flatMap(({ printed }) => printed).length).toBeGreaterThan(100);
});

test('every command that a message, a help text or a document prints is one, with flags and arguments that it has', async () => {
  const wrong: string[] = [];
  for (const one of all) {
    const said = `${one.where}: ganx ${one.words.join(' ')}`;
    const command = commandOf(one);
    // A topic may be spoken of.
    if (!command) {
      if (one.words.length > 1 || !(one.words[0]! in topicNames))
        wrong.push(`${said}: there is no such command`);
      continue;
    }
    // The bare name of a command speaks of it; whatever has more is to be typed.
    if (command.argv.length === 0) continue;
    try {
      await parsed(command);
    } catch (error) {
      wrong.push(`${said}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('every experiment that a document names is there, and takes the changes that it is given', async () => {
  const wrong: string[] = [];
  let tried = 0;
  for (const one of inDocuments.flatMap(({ printed }) => printed)) {
    const command = commandOf(one);
    if (!command || !['run', 'plan', 'resume', 'fork', 'check'].includes(command.id)) continue;
    // Tutorials are run as they stand, in the folders of their examples.
    if (command.argv.length === 0 || one.where.startsWith('docs/tutorials')) continue;
    const words = command.argv.filter((word) => !word.includes(filledIn));
    const overrides = words.filter((word) => /^[+~]|^[\w.[\]]+=/.test(word));
    const named = words.find((word) => /\.ya?ml$/.test(word) && !word.includes('*') && !word.includes('='));
    const file = named === undefined ? made['experiment.yaml']! : fileOf(named, one.where);
    if (file === undefined) {
      wrong.push(`${one.where}: there is no ${named}`);
      continue;
    }
    if (overrides.length === 0) continue;
    tried++;
    const loaded = await loadExperiment({
      file: join(root, file),
      overrides,
      env: {},
      registry: makeRegistry,
    });
    if (loaded.valid) continue;
    const problems = loaded.problems.map(({ message }) => message).join(' ');
    wrong.push(`${one.where}: ganx ${one.words.join(' ')}: ${problems}`);
  }
  expect(wrong).toEqual([]);
  expect(tried).toBeGreaterThan(5);
});

function fileOf(named: string, where: string): string | undefined {
  const places = [named, join(dirname(where), named), made[named] ?? ''];
  return places.find((path) => path !== '' && existsSync(join(root, path)));
}
