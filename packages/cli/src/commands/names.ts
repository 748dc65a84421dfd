/** Known without loading any command, so that a typo is met at once. */
export const commandNames: readonly string[] = [
  'check',
  'compare',
  'doctor',
  'init',
  'plan',
  'resume',
  'run',
  'schema',
  'tensorboard',
];
