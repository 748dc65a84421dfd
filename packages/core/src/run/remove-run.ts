import { renameSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { RunFolder } from './folder.js';
import { RunLock } from './lock.js';
import { attemptFile } from './write-file.js';

/**
 * Removes a run's folder, and that of its experiment if it was the last one in it. It is renamed first, so that no half of
 * it is ever taken for a run.
 *
 * Errors     RunIoError GANX_RUN_LOCKED if a process is training it; GANX_RUN_IO.
 */
export async function removeRun({ folder }: RunFolder): Promise<void> {
  const lock = await RunLock.acquire(folder);
  const aside = join(dirname(folder), `.removing-${basename(folder)}`);
  try {
    attemptFile(folder, 'removed', () => renameSync(folder, aside));
  } finally {
    lock.release();
  }
  attemptFile(folder, 'removed', () => rmSync(aside, { recursive: true, force: true }));
  try {
    rmdirSync(dirname(folder));
  } catch {
    // It holds other runs.
  }
}
