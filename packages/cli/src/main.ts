import './without-home.js';
import '@oclif/core/command';
import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';
import { commandNames, topicNames } from './commands/names.js';
import { endWith } from './errors/last-words.js';
import { UsageError } from './errors/usage-error.js';
import { exitCodes } from './exit-codes.js';
import { readerIsGone, stderr, stdout } from './output/output.js';
import { hangUpIsIgnored } from './run/hang-up.js';

/**
 * The edge of the process. Commands return what `--json` prints, set the exit code and throw; everything thrown is
 * reported here. No oclif hooks are used: oclif swallows what most of them throw.
 */
export async function main(argv: readonly string[]): Promise<never> {
  // Otherwise oclif looks for TypeScript sources when NODE_ENV is `test` or `development`.
  settings.enableAutoTranspile = false;
  settings.debug = false;
  for (const output of [stdout, stderr]) output.hear();
  // Node's own answer to a hang-up is to end, whoever began it.
  if (hangUpIsIgnored()) process.on('SIGHUP', () => undefined);
  const json = wantsJson(argv);
  let defects = 0;
  const defect = (error: unknown): void => {
    // What comes while the first is reported cannot be reported the same way: that may be what fails.
    if (defects++ > 0) endWith(error);
    void report(error, json).then(leave, endWith);
  };
  process.on('uncaughtException', defect);
  process.on('unhandledRejection', defect);
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

/** Says what was thrown; if that fails too, says that, and ends the process. */
async function report(error: unknown, json: boolean): Promise<number> {
  try {
    const { reportError } = await import('./errors/report-error.js');
    return await reportError(error, { json });
  } catch (failure) {
    return endWith(failure, error);
  }
}

export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}

/** Plugins and native libraries may leave timers and threads behind: ends the process once its output is written. */
async function leave(code: number | string): Promise<never> {
  await Promise.all([stdout.flush(), stderr.flush()]);
  const ended = Number(code) === exitCodes.done ? codeOfAnswer() : Number(code);
  await stderr.flush();
  process.exit(ended);
}

/** A command that has no exit code of its own to tell has failed if its answer was lost. A run's code is about the run. */
function codeOfAnswer(): number {
  const { lost } = stdout;
  if (!lost || readerIsGone(lost) || process.exitCode !== undefined) return exitCodes.done;
  stderr.write(
    `error GANX_CLI_OUTPUT What this command says could not be written to stdout: ${lost.message}\n`,
  );
  return exitCodes.runtime;
}
