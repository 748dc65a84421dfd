import type { DatasetInfo } from '@ganx/core/plugin';
import type { SpecCode } from '@ganx/core/spec';

/** What one mistake must be reported as. */
export interface Expected {
  readonly code: SpecCode;
  readonly path: string;
  /** A piece of the message. */
  readonly says: string;
  readonly suggests?: readonly string[];
  /** Where a mark cannot say it: `file:line:column`, the file by its name. */
  readonly at?: string;
}

/**
 * One broken spec. `‸` marks, in the order of the expected problems, stand where each is reported; they are taken out
 * before the files are written and the overrides are given.
 */
export interface Broken {
  /** The text of `spec.yaml`, or files by name, the spec first. Functions make text that is too long to write out. */
  readonly spec: string | Readonly<Record<string, string | (() => string)>>;
  readonly overrides?: readonly string[];
  readonly set?: readonly string[];
  readonly unset?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Given for mistakes that only the semantic checks see. */
  readonly info?: DatasetInfo;
  readonly problems: readonly Expected[];
}

export type Table = Readonly<Record<string, Broken>>;

export const mark = '‸';

/** Takes the marks out of a text and gives their places. */
export function unmark(file: string, text: string): { text: string; places: string[] } {
  const places: string[] = [];
  let clean = '';
  for (const [i, piece] of text.split(mark).entries()) {
    if (i > 0) {
      const lines = clean.split('\n');
      places.push(`${file}:${lines.length}:${lines.at(-1)!.length + 1}`);
    }
    clean += piece;
  }
  return { text: clean, places };
}

const valid: Readonly<Record<string, string>> = {
  data: '{ type: gaussian-ring }',
  generator: '{ type: mlp }',
  discriminator: '{ type: mlp }',
  stop: '{ type: iterations, max: 10 }',
};

/** A valid spec with some of its lines replaced or added; a key may carry a mark. `undefined` takes a line out. */
export function spec(lines: Readonly<Record<string, string | undefined>>): string {
  const written = new Set(Object.keys(lines).map((key) => key.replace(mark, '')));
  const kept = Object.entries(valid).filter(([key]) => !written.has(key));
  return [...kept, ...Object.entries(lines)]
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

export const digits: DatasetInfo = {
  shape: [28, 28, 1],
  dtype: 'uint8',
  size: 60_000,
  heldOutSize: 10_000,
  classes: 10,
};
export const ring: DatasetInfo = {
  shape: [2],
  dtype: 'float32',
  size: 1000,
  mixture: { centers: [[0, 0]], deviation: 0.1 },
};
