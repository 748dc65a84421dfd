import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RunIoError } from '../errors.js';
import type { RunEvent } from '../plugin/index.js';

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
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    number++;
    const line = parse(text);
    if (line) yield line;
    else onBadLine(number);
  }
}

function parse(text: string): LoggedEvent | undefined {
  try {
    const line = JSON.parse(text, (_key, value) => spelledOut.get(value) ?? value) as unknown;
    if (typeof line !== 'object' || line === null) return undefined;
    const { time, ...event } = line as { readonly time: unknown; readonly type: unknown };
    if (typeof time !== 'number' || typeof event.type !== 'string') return undefined;
    return { time, event: event as RunEvent };
  } catch {
    return undefined;
  }
}
