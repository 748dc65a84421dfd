import { describe, EventFileError } from './errors.js';
import type { RecordBuffer } from './record-buffer.js';

/** What one kind of page stores under a tag: the plugin that shows it and a writer of the value field. */
export interface Summary {
  readonly plugin: string;
  /** Serialized settings of the plugin, kept with the tag's first value. */
  readonly content?: Uint8Array;
  readonly writeValue: (out: RecordBuffer) => void;
}

export function valueError(place: string, seen: unknown, expected: string, fix?: string): EventFileError {
  return new EventFileError('TBW_VALUE_INVALID', {
    place,
    seen: describe(seen),
    expected,
    ...(fix === undefined ? {} : { fix }),
  });
}

export function shapeError(place: string, seen: string, expected: string): EventFileError {
  return new EventFileError('TBW_SHAPE_INVALID', { place, seen, expected });
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
