import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';
import { commandNames, topicNames } from './commands/names.js';
import { UsageError } from './errors/usage-error.js';

/**
 * The edge of the process. Commands return what `--json` prints, set the exit code and throw; everything thrown is
 * reported here. No oclif hooks are used: oclif swallows what most of them throw.
 */
export async function main(argv: readonly string[]): Promise<never> {
  // Otherwise oclif looks for TypeScript sources when NODE_ENV is `test` or `development`.
  settings.enableAutoTranspile = false;
  settings.debug = false;
  const json = wantsJson(argv);
  const defect = (error: unknown): void => void report(error, json).then(leave);
  process.on('uncaughtException', defect);
  process.on('unhandledRejection', defect);
  for (const stream of [process.stdout, process.stderr]) {
    // The reader went away (`ganx ... | head`): nothing is left to say.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    });
  }
  try {
    await refuseUnknownCommand(argv);
    await run(argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv], import.meta.url);
  } catch (error) {
    process.exitCode = await report(error, json);
  }
  return leave(process.exitCode ?? 0);
}

async function refuseUnknownCommand(argv: readonly string[]): Promise<void> {
  const [name, second] = argv;
  if (name === undefined || name.startsWith('-') || name === 'help') return;
  const inner = topicNames[name];
  if (inner && second !== undefined && !second.startsWith('-') && !inner.includes(second)) {
    const { nearest } = await import('@ganx/core/plugin');
    throw new UsageError(
      'GANX_CLI_COMMAND',
      `There is no command "${name} ${second}". There are ${inner.map((word) => `${name} ${word}`).join(', ')}.`,
      nearest(second, inner).map((word) => `${name} ${word}`),
    );
  }
  if (commandNames.includes(name)) return;
  const { nearest } = await import('@ganx/core/plugin');
  throw new UsageError(
    'GANX_CLI_COMMAND',
    `There is no command "${name}". The commands are ${commandNames.join(', ')}.`,
    nearest(name, commandNames),
  );
}

async function report(error: unknown, json: boolean): Promise<number> {
  const { reportError } = await import('./errors/report-error.js');
  return reportError(error, { json });
}

export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}

/** Plugins and native libraries may leave timers and threads behind: ends the process once its output is written. */
async function leave(code: number | string): Promise<never> {
  await Promise.all(
    [process.stdout, process.stderr].map((s) => new Promise<void>((done) => s.write('', () => done()))),
  );
  process.exit(Number(code));
}
