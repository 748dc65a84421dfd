import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { isDiskFull } from '../disk-full.js';
import { RunIoError } from '../errors.js';

/** Runs file operations of a run; their errors name the file. */
export function attemptFile<T>(path: string, action: string, use: () => T): T {
  try {
    return use();
  } catch (cause) {
    if (cause instanceof RunIoError) throw cause;
    const error = cause as NodeJS.ErrnoException;
    throw new RunIoError(codeOf(error), `${path} cannot be ${action}: ${explain(error)}`, {
      place: { path },
      cause,
    });
  }
}

/** The code that an error of the file system is told by. */
export function codeOf(error: NodeJS.ErrnoException): string {
  return isDiskFull(error) ? 'GANX_RUN_DISK_FULL' : 'GANX_RUN_IO';
}

/** What mends a disk that is full. */
export const resumeWithSpace =
  'Free some space, then go on with `ganx resume RUN`, RUN being the run or its folder.';

export function explain(error: NodeJS.ErrnoException): string {
  const advice: Record<string, string> = {
    ENOSPC: `the disk is full. ${resumeWithSpace}`,
    EACCES: 'permission is denied. Choose another folder with --runs-dir, or change its permissions.',
    EPERM: 'the operation is not permitted. Choose another folder with --runs-dir.',
    EROFS: 'the file system is read-only. Choose another folder with --runs-dir.',
    ENOTDIR: 'a part of the path is a file, not a folder.',
    EDQUOT: `the disk quota is used up. ${resumeWithSpace}`,
  };
  return (error.code && advice[error.code]) ?? error.message;
}

/** Writes and syncs a file. */
export function writeDurably(path: string, data: string | Uint8Array | readonly Uint8Array[]): void {
  const parts = typeof data === 'string' ? [Buffer.from(data)] : data instanceof Uint8Array ? [data] : data;
  attemptFile(path, 'written', () => {
    const file = openSync(path, 'w');
    try {
      for (const part of parts) {
        for (let at = 0; at < part.byteLength; ) at += writeSync(file, part, at);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  });
}

/** Replaces a file as a whole: whoever reads it sees the old content or the new, whatever happens in between. */
export function replaceFile(path: string, data: string | Uint8Array): void {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    writeDurably(aside, data);
    attemptFile(path, 'replaced', () => renameSync(aside, path));
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** Makes renames in a folder durable, where the system can open a folder. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  attemptFile(path, 'synced', () => {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  });
}
