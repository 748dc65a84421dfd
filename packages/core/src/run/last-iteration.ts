import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { parseStored } from './stored/read-stored.js';

/** As much of a log's end as surely holds one whole event. */
const tailBytes = 64 * 1024;

/** The iteration of the last whole event with counters in a run's `log.jsonl`; undefined where there is none. */
export function lastIteration(folder: string): number | undefined {
  for (const line of tailOf(join(folder, 'log.jsonl')).reverse()) {
    try {
      const { counters } = parseStored<{ counters?: { iteration: number } }>('log.jsonl', line);
      if (counters) return counters.iteration;
    } catch {
      // The first line of the tail, or one that was being written.
    }
  }
  return undefined;
}

function tailOf(path: string): string[] {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const tail = Buffer.alloc(Math.min(size, tailBytes));
      const read = readSync(file, tail, 0, tail.length, size - tail.length);
      return tail.subarray(0, read).toString('utf8').split('\n');
    } finally {
      closeSync(file);
    }
  } catch {
    return [];
  }
}
