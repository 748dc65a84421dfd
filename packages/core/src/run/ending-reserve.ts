import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder, writeDurably } from './write-file.js';

/** Holds a place on the disk for `result.json`, for a run that a full disk ends. */
export const reserveFile = 'ending.reserve';
/** More than a result has. */
const reservedBytes = 64 << 10;

/** Takes the place, once for each session. */
export function reserveEnding(folder: string): void {
  const path = join(folder, reserveFile);
  if (!existsSync(path)) writeDurably(path, Buffer.alloc(reservedBytes, ' '));
}

/**
 * Writes `text` into the reserved place, which takes no new block of the disk, and gives it its name. Says whether it could:
 * a file system that copies on writing may refuse this, too.
 */
export function useReserve(folder: string, text: string, path: string): boolean {
  const bytes = Buffer.from(text);
  if (bytes.length > reservedBytes) return false;
  const reserve = join(folder, reserveFile);
  try {
    const file = openSync(reserve, 'r+');
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, at);
      ftruncateSync(file, bytes.length);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(reserve, path);
    syncFolder(dirname(path));
    return true;
  } catch {
    return false;
  }
}
