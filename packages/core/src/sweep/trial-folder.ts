import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointsOf } from '../run/choose-checkpoint.js';
import { listRuns } from '../run/find-run.js';
import { type RunResult, readResult } from '../run/result.js';
import { readSpelledOut } from '../run/spell-out.js';
import { parseStored } from '../run/stored/read-stored.js';

/** `trials/0007`: the number is all that a name needs to say. */
export const trialFolder = (trial: number): string => join('trials', String(trial).padStart(4, '0'));

export interface TrialRun {
  /** Absolute. */
  readonly folder: string;
  /** How it ended, if it did. */
  readonly result: RunResult | undefined;
  readonly hasCheckpoint: boolean;
}

/** The run of a trial. One that died before its first checkpoint may have left another beside it; the last one counts. */
export function findTrialRun(folder: string): TrialRun | undefined {
  const runs = listRuns(folder).map(
    ({ folder: run }): TrialRun => ({
      folder: run,
      result: readResult(run),
      hasCheckpoint: checkpointsOf(run).length > 0,
    }),
  );
  const rank = ({ result, hasCheckpoint: saved }: TrialRun): number => (result ? 2 : saved ? 1 : 0);
  // Sorting leaves those of one rank as they are.
  return runs.reverse().sort((a, b) => rank(b) - rank(a))[0];
}

export interface Measured {
  readonly iteration: number;
  readonly value: number;
}

/**
 * Follows the values of one metric in a `metrics.jsonl` that another process writes. What a resumed run writes again is the
 * same to the byte, so that reading goes on where it was; values of iterations that were seen are not told twice.
 */
export class MetricReader {
  #at = 0;
  #rest = '';
  #last = -1;

  constructor(
    readonly path: string,
    private readonly metric: string,
    after = -1,
  ) {
    this.#last = after;
  }

  /** What was measured since the last call. */
  read(): readonly Measured[] {
    const found: Measured[] = [];
    for (const line of this.#lines()) {
      const measured = parse(line, this.metric);
      if (!measured || measured.iteration <= this.#last) continue;
      this.#last = measured.iteration;
      found.push(measured);
    }
    return found;
  }

  #lines(): readonly string[] {
    if (!existsSync(this.path)) return [];
    const file = openSync(this.path, 'r');
    try {
      const { size } = fstatSync(file);
      // Shorter than before: a resumed run has cut off what it is making again.
      if (size <= this.#at) return [];
      const bytes = Buffer.alloc(size - this.#at);
      const read = readSync(file, bytes, 0, bytes.length, this.#at);
      this.#at += read;
      const lines = (this.#rest + bytes.toString('latin1', 0, read)).split('\n');
      this.#rest = lines.pop()!;
      return lines;
    } finally {
      closeSync(file);
    }
  }
}

function parse(line: string, metric: string): Measured | undefined {
  // Most lines are about something else.
  if (!line.includes(JSON.stringify(metric))) return undefined;
  let entry: Readonly<Record<string, unknown>>;
  try {
    entry = parseStored('metrics.jsonl', Buffer.from(line, 'latin1').toString('utf8'));
  } catch {
    return undefined;
  }
  const value = readSpelledOut(
    entry.metric === metric ? entry.value : entry.metric === undefined ? entry[metric] : undefined,
  );
  const { iteration } = entry;
  return value === undefined || !Number.isSafeInteger(iteration)
    ? undefined
    : { iteration: iteration as number, value };
}
