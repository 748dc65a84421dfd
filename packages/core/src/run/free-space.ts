import { statfsSync } from 'node:fs';
import { RunIoError } from '../errors.js';
import { resumeWithSpace } from './write-file.js';

/** Left free, for the event files and logs that are written beside a checkpoint. */
const reserve = 1 << 20;

/**
 * Makes sure that so many bytes can be written, before anything is.
 *
 * Errors     RunIoError GANX_RUN_DISK_FULL. A quota that the file system does not tell of shows only when it is met.
 */
export function requireSpace(folder: string, bytes: number, what = 'a checkpoint'): void {
  let free: number;
  try {
    const { bavail, bsize } = statfsSync(folder);
    free = bavail * bsize;
  } catch {
    return;
  }
  if (free >= bytes + reserve) return;
  throw new RunIoError(
    'GANX_RUN_DISK_FULL',
    `The disk of ${folder} is full: ${what} needs ${megabytes(bytes + reserve)}, ${megabytes(free)} are free. ${resumeWithSpace}`,
    { place: { path: folder } },
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
