import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Launcher, TrialExit, TrialJob, TrialProcess } from '@ganx/core/plugin';
import { Finding } from './fault.js';

const lookMilliseconds = 50;

/** Says with what it was started. */

export const says = `
  const begun = [process.argv.at(-1), process.env.PATH === undefined ? 'no PATH' : 'begun'];
  console.log(...begun);
  console.error('and complains');`;
/** Lives until it is asked to end, then saves and ends as an interrupted run does. */
export const patient = `
  process.on('SIGTERM', () => { console.log('saved'); process.exit(130); });
  ${says}
  setInterval(() => {}, 1000);`;
/** Does not listen. */
export const deaf = `
  process.on('SIGTERM', () => console.log('not now'));
  ${says}
  setInterval(() => {}, 1000);`;

/** Jobs below a folder of their own, and the processes that a launcher starts for them. */
export class TrialJobs {
  readonly folder = mkdtempSync(join(tmpdir(), 'ganx-launcher-'));
  readonly #started: TrialProcess[] = [];

  /** @param patience how long anything is waited for, in milliseconds */
  constructor(private readonly patience: number) {}

  /** A job that runs a few lines of JavaScript; its folder stands among the arguments, as that of a trial does. */
  make(name: string, program: string): TrialJob {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    return {
      name: `contract/${name}`,
      folder,
      command: [process.execPath, '-e', program, folder],
      log: join(folder, 'log.txt'),
      threads: 1,
    };
  }

  async start(launcher: Launcher, job: TrialJob): Promise<TrialProcess> {
    const started = await this.within(launcher.start(job), 'start() does not come back.');
    this.#started.push(started);
    return started;
  }

  ended({ exited }: TrialProcess, what: string): Promise<TrialExit> {
    return this.within(exited, `${what} is not seen to end.`);
  }

  async endsWith(started: TrialProcess, code: number, what: string): Promise<void> {
    const exit = await this.ended(started, what);
    if (exit.code === code) return;
    const how = exit.code ?? exit.signal ?? 'nothing';
    throw new Finding(`${what} is said to have ended with ${how}, not ${code}.`);
  }

  /** Waits until the log holds a text. */
  printed(job: TrialJob, text: string): Promise<void> {
    return this.until(
      () => readLog(job).includes(text),
      () => `"${text}" does not appear in the log, which holds:\n${readLog(job)}`,
    );
  }

  async until(holds: () => boolean, otherwise: () => string): Promise<void> {
    const end = Date.now() + this.patience;
    while (!holds()) {
      if (Date.now() > end) throw new Finding(otherwise());
      await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
    }
  }

  async within<T>(awaited: Promise<T>, otherwise: string): Promise<T> {
    const done = await Promise.race([awaited.then((value) => ({ value })), this.#later()]);
    if (!done) throw new Finding(`${otherwise} (waited for ${this.patience / 1000} s)`);
    return done.value;
  }

  /** Ends what still runs, and takes the folder away. */
  async remove(): Promise<void> {
    for (const started of this.#started) {
      started.kill();
      await Promise.race([started.exited, this.#later()]);
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  #later(): Promise<undefined> {
    return new Promise((resolve) => {
      setTimeout(() => resolve(undefined), this.patience).unref();
    });
  }
}

export const readLog = ({ log }: TrialJob): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');
