import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { lockHolders, type RunLock } from './lock.js';
import { isAlive } from './process-identity.js';
import { stampOf } from './run-order.js';
import { attemptFile, syncFolder } from './write-file.js';

export interface RunFolder {
  /** `<name>/<YYYYMMDD-HHMMSS>-<id>`, in UTC. */
  readonly run: string;
  /** Absolute. */
  readonly folder: string;
}

/** A run whose folder is being made ready. */
export interface NewRunFolder extends RunFolder {
  /** Where it is until it is placed: beside its place, under a name that no run has. */
  readonly aside: string;
}

const dayMilliseconds = 86_400_000;
const asidePrefix = '.beginning-';

/** What is left of a run that was killed before its folder was placed has such a name, too. */
export const isBeginning = (folder: string): boolean => basename(folder).startsWith(asidePrefix);

/**
 * Makes the folder of a new run, aside: its time in UTC first, so that names sort by age; six hex digits keep runs of one second
 * apart. It is placed once it holds all that a run is known by, so that a process which is killed in between leaves no run
 * that can neither be resumed nor be told from one that is about to begin.
 */
export function createRunFolder(runsDirectory: string, name: string, now = new Date()): NewRunFolder {
  const id = randomBytes(3).toString('hex');
  const own = `${stampOf(now)}-${id}`;
  const runs = join(resolve(runsDirectory), name);
  const aside = join(runs, `${asidePrefix}${own}`);
  attemptFile(aside, 'created', () => {
    makeFolders(runs);
    removeBeginnings(runs);
    mkdirSync(aside);
    mkdirSync(join(aside, 'source'));
    mkdirSync(join(aside, 'checkpoints'));
  });
  return { run: `${name}/${own}`, folder: join(runs, own), aside };
}

/** Gives a folder that is ready its place, with the lock that is in it; one that has it already is left there. */
export function placeRunFolder({ aside, folder }: NewRunFolder, lock: RunLock): void {
  if (!existsSync(aside)) return;
  attemptFile(folder, 'created', () => renameSync(aside, folder));
  lock.follow(folder);
  syncFolder(dirname(folder));
}

/** Tidies up: no reason not to begin where it cannot. */
function removeBeginnings(runs: string): void {
  for (const name of readdirSync(runs)) {
    const folder = join(runs, name);
    try {
      if (isBeginning(folder) && isAbandoned(folder)) rmSync(folder, { recursive: true, force: true });
    } catch {
      // It has found its place in the meantime, or belongs to another user.
    }
  }
}

/**
 * Whether the process that made it is dead. Where that cannot be known (it is another machine's, or has not locked the folder),
 * it is taken to be so after a day.
 */
function isAbandoned(folder: string): boolean {
  const lives = lockHolders(folder).map(isAlive);
  if (lives.includes('alive')) return false;
  if (lives.length > 0 && !lives.includes('unknown')) return true;
  return Date.now() - statSync(folder).mtimeMs > dayMilliseconds;
}

/** One after the other: asked for all at once, Node.js says of a read-only file system that the folder does not exist. */
function makeFolders(path: string): void {
  if (existsSync(path)) return;
  makeFolders(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another run of the same name may have made it at the same moment.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
