import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { RunIoError } from '@ganx/core';

/** Makes a folder, or the one that a file is to lie in; gives the path back. */
export function makeFolder(path: string, which: 'itself' | 'parent' = 'itself'): string {
  const folder = which === 'parent' ? dirname(path) : path;
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new RunIoError('GANX_RUN_IO', `${folder} cannot be made: ${(cause as Error).message}`, {
      place: { path: folder },
      cause,
    });
  }
  return path;
}
