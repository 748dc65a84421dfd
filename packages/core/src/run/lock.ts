import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Effect, type Scope } from 'effect';
import { GanxError, RunIoError } from '../errors.js';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.js';
import { readStored } from './stored/read-stored.js';
import { attemptFile, replaceFile } from './write-file.js';

/** Between two signs of life. */
const beatMilliseconds = 5_000;
/** How long a process of another machine is watched for a sign of life before it is taken to be gone. */
const watchMilliseconds = 60_000;
const attempts = 5;

/** Who trains a run: the content of `lock-<token>.json` in its folder. */
export interface LockHolder extends ProcessIdentity {
  readonly token: string;
  /** Where the lock is. */
  readonly path: string;
}

/**
 * The right to change a run's folder, held by one process at a time.
 *
 * Each process that wants it puts a file of its own into the folder and then looks at the others': if one belongs to a
 * living process, it takes its own back and is refused. Of two that come at once, the later sees the earlier; both may
 * be refused and try again, but never do both pass. Files of dead processes are removed, so a crash leaves nothing to
 * clean up. On the same machine a process is known by its number and the moment it began. On another machine (a shared
 * disk) it is alive as long as it touches its file: its time is watched for a change, never compared with a clock.
 */
export class RunLock {
  readonly #beat: NodeJS.Timeout;
  #folder: string;
  #path: string;

  private constructor(folder: string, path: string) {
    this.#folder = folder;
    this.#path = path;
    this.#beat = setInterval(() => this.#touch(), beatMilliseconds);
    this.#beat.unref();
  }

  get folder(): string {
    return this.#folder;
  }

  /** Its file. */
  get path(): string {
    return this.#path;
  }

  /** To be told when the folder, and the lock in it, was moved by the one that holds it. */
  follow(folder: string): void {
    this.#folder = folder;
    this.#path = join(folder, basename(this.#path));
  }

  /**
   * Takes the lock of a run.
   *
   * Errors     RunIoError GANX_RUN_LOCKED, which names the process that has it.
   */
  static async acquire(folder: string, watch = watchMilliseconds): Promise<RunLock> {
    for (let attempt = 1; ; attempt++) {
      const token = randomBytes(4).toString('hex');
      const path = join(folder, `lock-${token}.json`);
      replaceFile(path, `${JSON.stringify({ format: 'ganx-lock/1', ...thisProcess(), token })}\n`);
      const lock = new RunLock(folder, path);
      const others = lockHolders(folder).filter((holder) => holder.token !== token);
      const living: LockHolder[] = [];
      for (const holder of others) {
        if (await isHeld(holder, watch)) living.push(holder);
        else rmSync(holder.path, { force: true });
      }
      const [first] = living;
      if (!first) return lock;
      lock.release();
      // One that came at the same moment steps back as well; one that was there before does not.
      await new Promise((resolve) => setTimeout(resolve, 20 * (1 + 4 * Math.random())));
      if (attempt < attempts && !existsSync(first.path)) continue;
      throw lockedError(folder, first);
    }
  }

  /**
   * To be asked before something is written that others would lose by.
   *
   * Errors     RunIoError GANX_RUN_LOCK_LOST if another process took this one for dead.
   */
  check(): void {
    if (existsSync(this.path)) return;
    if (!existsSync(this.folder)) {
      throw new RunIoError(
        'GANX_RUN_LOCK_LOST',
        `${this.folder} is gone: it was removed or moved while this process trained in it, so this one writes nothing more.`,
        { place: { path: this.folder } },
      );
    }
    throw new RunIoError(
      'GANX_RUN_LOCK_LOST',
      `${this.path} is gone: another process took this one for dead and may be training ${this.folder} now, so this one writes nothing more. Resume the run when the other has ended.`,
      { place: { path: this.path } },
    );
  }

  release(): void {
    clearInterval(this.#beat);
    rmSync(this.path, { force: true });
  }

  #touch(): void {
    const now = new Date();
    try {
      utimesSync(this.path, now, now);
    } catch {
      // `check` says it when it matters.
    }
  }
}

/** The lock of a run for as long as the scope is open. */
export const holdLock = (folder: string): Effect.Effect<RunLock, GanxError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: () => RunLock.acquire(folder),
      catch: (cause) => (cause instanceof GanxError ? cause : lockFailure(folder, cause)),
    }),
    (lock) => Effect.sync(() => lock.release()),
  );

function lockFailure(folder: string, cause: unknown): RunIoError {
  return new RunIoError('GANX_RUN_IO', `${folder} cannot be locked: ${String(cause)}.`, {
    place: { path: folder },
    cause,
  });
}

/** The processes whose locks stand in a run's folder, living or dead. */
export function lockHolders(folder: string): LockHolder[] {
  const names = attemptFile(folder, 'read', () => readdirSync(folder));
  return names.flatMap((name) => {
    if (!/^lock-[0-9a-f]{8}\.json$/.test(name)) return [];
    const path = join(folder, name);
    try {
      const { pid, host, machine, began, token } = readStored<LockHolder>('lock.json', path);
      return [{ pid, host, machine, ...(began === undefined ? {} : { began }), token, path }];
    } catch {
      // Taken away in the meantime.
      return [];
    }
  });
}

/**
 * The process that trains a run now, judged at once and without writing. One of another machine is believed for as
 * long as its lock's time is not ten minutes off: a time to come is no sign of life either.
 */
export function holderOf(folder: string): LockHolder | undefined {
  return lockHolders(folder).find((holder) => {
    const life = isAlive(holder);
    if (life !== 'unknown') return life === 'alive';
    const touched = statSync(holder.path, { throwIfNoEntry: false })?.mtimeMs;
    return touched !== undefined && Math.abs(Date.now() - touched) < 600_000;
  });
}

export function lockedError(folder: string, { host, path, pid }: LockHolder): RunIoError {
  const here = host === thisProcess().host ? '' : ` on ${host}`;
  return new RunIoError(
    'GANX_RUN_LOCKED',
    `Process ${pid}${here} is training ${folder}. Wait until it has ended, or end it: it saves a checkpoint on SIGTERM.`,
    { place: { path } },
  );
}

async function isHeld(holder: LockHolder, watch: number): Promise<boolean> {
  const life = isAlive(holder);
  if (life !== 'unknown') return life === 'alive';
  const seen = statSync(holder.path, { throwIfNoEntry: false })?.mtimeMs;
  const until = performance.now() + watch;
  do {
    await new Promise((resolve) => setTimeout(resolve, Math.min(watch / 4, 500)));
    const now = statSync(holder.path, { throwIfNoEntry: false })?.mtimeMs;
    if (now === undefined) return false;
    if (now !== seen) return true;
  } while (performance.now() < until);
  return false;
}
