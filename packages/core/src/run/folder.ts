import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { attemptFile } from './write-file.js';

export interface RunFolder {
  /** `<name>/<YYYYMMDD-HHMMSS>-<id>`. */
  readonly run: string;
  /** Absolute. */
  readonly folder: string;
}

/** Makes the folder of a new run: local time first, so that names sort by age; six hex digits keep runs of one second apart. */
export function createRunFolder(runsDirectory: string, name: string, now = new Date()): RunFolder {
  const id = randomBytes(3).toString('hex');
  const run = `${name}/${stamp(now)}-${id}`;
  const folder = join(resolve(runsDirectory), run);
  attemptFile(folder, 'created', () => {
    makeFolders(join(folder, '..'));
    mkdirSync(folder);
    mkdirSync(join(folder, 'source'));
    mkdirSync(join(folder, 'checkpoints'));
  });
  return { run, folder };
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

function stamp(now: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return (
    `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}` +
    `-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
  );
}
