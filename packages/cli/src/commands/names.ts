/** Known without loading any command, so that a typo is met at once. */
export const commandNames: readonly string[] = [
  'check',
  'compare',
  'doctor',
  'eval',
  'export',
  'fork',
  'init',
  'plan',
  'plugins',
  'replay',
  'resume',
  'run',
  'runs',
  'sample',
  'schema',
  'sweep',
  'tensorboard',
  'verify',
];

/** Commands that consist of others. */
export const topicNames: Readonly<Record<string, readonly string[]>> = {
  plugins: ['create', 'ls', 'show', 'test'],
  runs: ['ls', 'show', 'rm', 'verify'],
  sweep: ['start', 'status', 'resume', 'stop', 'best', 'explain'],
};
