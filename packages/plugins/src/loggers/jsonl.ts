import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isDiskFull, RunIoError } from '@ganx/core';
import { type Counters, defineLogger, type Json, type RunEvent, readSaved } from '@ganx/core/plugin';
import { PatientWrites } from './patient-writes.js';

/** Tags under this prefix depend on the machine and its load, so they stay out of a file that equal runs must share. */
const timeTags = 'time/';
const bufferedCharacters = 1 << 16;

/**
 * Numbers of the run as lines of JSON in `metrics.jsonl`, for programs to read.
 *
 *   {"iteration":10,"discriminatorSteps":10,"generatorSteps":10,"images":640,"loss/discriminator":1.3,...}
 *   {"iteration":1000,...,"metric":"frechet-distance","value":12.3,"goal":"minimize","provenance":{...}}
 *
 * Order      counters first, then tags and provenance sorted by name. No wall-clock time and no tag under `time/`: runs that are
 *            equal give files that are equal to the byte.
 * Numbers    JSON has no NaN and no infinity: they are written as the strings "NaN", "Infinity", "-Infinity".
 * Resume     `save` gives the file's length at the checkpoint; what was written after it is cut off.
 * Full disk  lines stay in memory until a flush succeeds.
 * Errors     RunIoError GANX_RUN_LOG_WRITE, GANX_RUN_DISK_FULL; GANX_RUN_LOG_SHORT if the file is shorter than at the checkpoint.
 */
export const jsonl = defineLogger({
  type: 'jsonl',
  description: 'Writes scalars and metrics, with provenance, as lines of JSON to metrics.jsonl.',
  examples: [{ type: 'jsonl' }, { type: 'jsonl', every: 1 }],
  open(_options, { folder, resumed }) {
    const lines = new LineFile(join(folder, 'metrics.jsonl'), savedBytes(resumed));
    return {
      scalars(counters, values) {
        const tags = Object.keys(values).filter((tag) => !tag.startsWith(timeTags));
        if (tags.length > 0) lines.add({ ...countersOf(counters), ...numbers(values, tags) });
      },
      event(event: RunEvent) {
        if (event.type !== 'evaluation') return;
        for (const { name, value, goal, provenance } of event.values) {
          lines.add({
            ...countersOf(event.counters),
            metric: name,
            value: number(value),
            goal,
            provenance: numbers(provenance, Object.keys(provenance)),
          });
        }
      },
      get full() {
        return lines.full;
      },
      flush: () => lines.flush(),
      close: () => lines.close(),
      save: () => ({ bytes: lines.bytes }),
    };
  },
});

/** Whole lines, buffered in memory. */
class LineFile {
  readonly #file: number;
  readonly #writes = new PatientWrites(() => this.#write());
  #pending = '';
  /** Length of the file on disk. */
  bytes: number;

  constructor(
    readonly path: string,
    keep: number,
  ) {
    this.bytes = keep;
    this.#file = this.#attempt(() => openSync(path, keep === 0 ? 'w' : 'r+'));
    const seen = this.#attempt(() => fstatSync(this.#file).size);
    if (seen < keep) {
      closeSync(this.#file);
      throw new RunIoError(
        'GANX_RUN_LOG_SHORT',
        `${path} has ${seen} bytes; at the checkpoint it had ${keep}. It was changed since; resume from another checkpoint, or fork the run.`,
        { place: { path } },
      );
    }
    this.#attempt(() => ftruncateSync(this.#file, keep));
  }

  add(line: Json): void {
    this.#pending += `${JSON.stringify(line)}\n`;
    if (this.#pending.length >= bufferedCharacters) this.#writes.now('at once');
  }

  get full(): boolean {
    return this.#writes.full;
  }

  flush(): void {
    this.#writes.insist();
    this.#attempt(() => fsyncSync(this.#file));
  }

  close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.#file);
    }
  }

  #write(): void {
    const bytes = Buffer.from(this.#pending, 'utf8');
    // Where a part was written before the disk was full, it is written over next time.
    for (let at = 0; at < bytes.length; ) {
      at += this.#attempt(() => writeSync(this.#file, bytes, at, bytes.length - at, this.bytes + at));
    }
    this.#pending = '';
    this.bytes += bytes.length;
  }

  #attempt<T>(use: () => T): T {
    try {
      return use();
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
      throw new RunIoError(
        isDiskFull(cause) ? 'GANX_RUN_DISK_FULL' : 'GANX_RUN_LOG_WRITE',
        `${this.path} cannot be written (${code}).`,
        {
          place: { path: this.path },
          cause,
        },
      );
    }
  }
}

function savedBytes(resumed: Json | undefined): number {
  return resumed === undefined
    ? 0
    : readSaved<{ readonly bytes: number }>('logger jsonl', stateSchema, resumed).bytes;
}

const stateSchema = {
  type: 'object',
  required: ['bytes'],
  properties: { bytes: { type: 'integer', minimum: 0, maximum: 2 ** 48 } },
} as const;

function countersOf({ iteration, discriminatorSteps, generatorSteps, images }: Counters): {
  readonly [name: string]: Json;
} {
  return { iteration, discriminatorSteps, generatorSteps, images };
}

function numbers(
  values: Readonly<Record<string, string | number | boolean>>,
  names: readonly string[],
): { readonly [name: string]: Json } {
  return Object.fromEntries([...names].sort().map((name) => [name, number(values[name]!)]));
}

function number<T extends string | number | boolean>(value: T): T | string {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
