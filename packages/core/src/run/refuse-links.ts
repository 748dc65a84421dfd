import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RunIoError } from '../errors.js';
import { attemptFile } from './write-file.js';

/** Deeper than any folder of a run. */
const deepest = 16;

/**
 * The files and folders below a run's folder that are links or devices, or lie deeper than those of a run. Links are not
 * followed.
 */
export function strangersIn(folder: string, depth = 0): string[] {
  return attemptFile(folder, 'read', () => readdirSync(folder, { withFileTypes: true })).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return depth < deepest ? strangersIn(path, depth + 1) : [path];
    return entry.isFile() ? [] : [path];
  });
}

/**
 * To be asked before a run's folder is written to: its files are cut back, appended to and removed, and what takes the
 * place of one may lead anywhere.
 *
 * Errors     RunIoError GANX_RUN_DAMAGED.
 */
export function refuseLinks(folder: string): void {
  const [first] = strangersIn(folder);
  if (first === undefined) return;
  throw new RunIoError(
    'GANX_RUN_DAMAGED',
    `${first} is a link, or neither a file nor a folder of a run, so nothing is written to ${folder}. Put what it leads to in its place, or remove it.`,
    { place: { path: first } },
  );
}
