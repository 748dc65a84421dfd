import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RunIoError } from '../errors.js';
import type { RunEvent } from '../plugin/index.js';
import { storedKinds } from './stored/kinds.js';
import { readLines } from './stored/read-lines.js';
import { parseStored } from './stored/read-stored.js';

export interface LoggedEvent {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly event: RunEvent;
}

const spelledOut = new Map<unknown, number>([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/**
 * The events of a run in the order in which they happened, from its `log.jsonl`, in bounded memory. What a process wrote after the
 * checkpoint from which the next one went on is not there.
 *
 * Params     onBadLine is told the number, from 1, of each line that is no event; a last one that was cut off counts
 * Errors     RunIoError GANX_RUN_INCOMPLETE if there is no such file; those of the file system, as they are.
 */
export async function* readEventLog(
  folder: string,
  onBadLine: (line: number) => void = () => {},
): AsyncGenerator<LoggedEvent> {
  const path = join(folder, 'log.jsonl');
  if (!existsSync(path)) {
    throw new RunIoError(
      'GANX_RUN_INCOMPLETE',
      `There is no log.jsonl in ${folder}: the run ended before it began to train, or the file was removed.`,
      { place: { path } },
    );
  }
  let number = 0;
  for await (const text of readLines(path, storedKinds['log.jsonl'].limit)) {
    number++;
    const line = text === undefined ? undefined : parse(text);
    if (line) yield line;
    else onBadLine(number);
  }
}

function parse(text: string): LoggedEvent | undefined {
  try {
    const { time, ...event } = parseStored<{ readonly time: number }>('log.jsonl', text);
    return { time, event: revive(event) as RunEvent };
  } catch {
    return undefined;
  }
}

function revive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return spelledOut.get(value) ?? value;
  if (Array.isArray(value)) return value.map(revive);
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, revive(own)]));
}
