import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listRuns, type RunSession, readSessions } from '@ganx/core/run';
import { findTrialRun, readJournal, readSweep, trialFolder } from '@ganx/core/sweep';
import { root, settings } from '../cli/ganx.js';

/** Processes whose arguments name something below the folder. */
function processesOf(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
}

/** Whether one of the running trials has saved something and is not done. */
function isInMidTrial(sweep: string): boolean {
  return readSweep(sweep).trials.some(({ trial, status }) => {
    if (status !== 'RUNNING') return false;
    const run = findTrialRun(join(sweep, trialFolder(trial)));
    if (!run || run.result) return false;
    const checkpoints = join(run.folder, 'checkpoints');
    return existsSync(checkpoints) && readdirSync(checkpoints).some((name) => Number(name) > 0);
  });
}

export interface Kill {
  readonly folder: string;
  /** Of the sweep, in `folder`. */
  readonly name: string;
  /** How many more entries the journal is to have. */
  readonly entries: number;
  /** No longer than until so many trials have ended, so that the sweep lasts for the kills to come. */
  readonly ended: number;
  /** Waits, after that, until a trial is met between two of its checkpoints. */
  readonly inMidTrial: boolean;
  readonly delayMilliseconds: number;
  readonly what: 'driver' | 'workers, then driver' | 'driver, then workers';
}

/**
 * Starts or resumes a sweep and kills its driver, and its workers or not, at a moment; says what it met. What the driver
 * printed stands in `<name>.txt`.
 *
 * Errors     if the driver has ended by itself before.
 */
export async function driveAndKill(args: readonly string[], when: Kill): Promise<string> {
  const sweep = join(when.folder, 'sweeps', when.name);
  const journal = join(sweep, 'journal.jsonl');
  const size = () => (existsSync(journal) ? readJournal(journal).entries.length : 0);
  const ended = () => readSweep(sweep).trials.filter((trial) => trial.ended !== undefined).length;
  const until = size() + when.entries;
  const printed = openSync(join(when.folder, `${when.name}.txt`), 'a');
  const driver = spawn(process.execPath, [join(root, 'packages/cli/bin/run.js'), 'sweep', ...args], {
    cwd: when.folder,
    stdio: ['ignore', printed, printed],
    env: { ...process.env, XDG_CONFIG_HOME: settings, CI: '1' },
  });
  closeSync(printed);
  const gone = new Promise<string>((resolve) => {
    driver.once('exit', (code, signal) => resolve(`exit code ${code}, signal ${signal}`));
  });
  const isLate = () => size() >= until || (existsSync(journal) && ended() >= when.ended);
  const isOver = () => driver.exitCode !== null || driver.signalCode !== null;
  while (!isOver() && !(isLate() && (!when.inMidTrial || isInMidTrial(sweep))))
    await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, when.delayMilliseconds));
  if (isOver()) throw new Error(`The driver has ended before it was killed: ${await gone}.`);
  const workers = processesOf(join(when.folder, 'sweeps'));
  if (when.what !== 'workers, then driver') kill(driver.pid!);
  if (when.what !== 'driver') for (const pid of workers) kill(pid);
  kill(driver.pid!);
  await gone;
  const told = when.what === 'driver' ? 'which trained on' : 'which were killed, too';
  return `${when.what}: driver ${driver.pid} after ${size()} entries, beside workers ${workers.join(', ')}, ${told}`;
}

/** The sessions of every run below a trial's folder, by run. */
export const sessionsOf = (trial: string): readonly (readonly RunSession[])[] =>
  listRuns(trial).map(({ folder }) => readSessions(folder));

/** What there is to know about a sweep whose test has failed: its journal, and what its trials left. */
export function describeSweep(sweep: string): string {
  const { trials } = readSweep(sweep);
  const left = trials.flatMap(({ trial }) =>
    (readdirSync(join(sweep, trialFolder(trial)), { recursive: true, encoding: 'utf8' }) as string[])
      .filter((path) => /^[^/]+\/[^/]+$/.test(path))
      .map((path) => {
        const run = join(sweep, trialFolder(trial), path);
        const sessions = readSessions(run).map(
          ({ pid, resumedAt, ended }) => `${pid} from ${resumedAt} to ${ended?.verdict.type ?? 'its death'}`,
        );
        return `trial ${trial}: ${path} holds ${readdirSync(run).join(' ')}; sessions: ${sessions.join(', ')}`;
      }),
  );
  return [readFileSync(join(sweep, 'journal.jsonl'), 'utf8'), ...left].join('\n');
}
