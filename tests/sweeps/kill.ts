import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTrialRun, readJournal, readSweep, trialFolder } from '@ganx/core/sweep';
import { root } from '../cli/ganx.js';

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
  /** Waits, after that, until a trial is met between two of its checkpoints. */
  readonly inMidTrial: boolean;
  readonly delayMilliseconds: number;
  readonly what: 'driver' | 'workers, then driver' | 'driver, then workers';
}

/** Starts or resumes a sweep and kills its driver, and its workers or not, at a moment. */
export async function driveAndKill(args: readonly string[], when: Kill): Promise<void> {
  const sweep = join(when.folder, 'sweeps', when.name);
  const journal = join(sweep, 'journal.jsonl');
  const size = () => (existsSync(journal) ? readJournal(journal).entries.length : 0);
  const until = size() + when.entries;
  const driver = spawn(process.execPath, [join(root, 'packages/cli/bin/run.js'), 'sweep', ...args], {
    cwd: when.folder,
    stdio: 'ignore',
    env: { ...process.env, CI: '1' },
  });
  const gone = new Promise((resolve) => driver.once('exit', resolve));
  const ready = () => size() >= until && (!when.inMidTrial || isInMidTrial(sweep));
  while (driver.exitCode === null && !ready()) await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, when.delayMilliseconds));
  const workers = processesOf(join(when.folder, 'sweeps'));
  if (when.what !== 'workers, then driver') kill(driver.pid!);
  if (when.what !== 'driver') for (const pid of workers) kill(pid);
  kill(driver.pid!);
  await gone;
}

/** The sessions of every run below a trial's folder, by run. */
export function sessionsOf(trial: string): readonly (readonly {
  readonly resumedAt: number | null;
  readonly ended?: { readonly verdict: { readonly type: string } };
}[])[] {
  return readdirSync(trial, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(trial, name)).map((run) => join(trial, name, run, 'sessions.json')),
    )
    .map((file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []));
}
