/** Every way this package can refuse something. Codes are stable; texts may improve. */
export type EventFileErrorCode =
  | 'TBW_OPTION_INVALID'
  | 'TBW_TAG_INVALID'
  | 'TBW_TAG_KIND'
  | 'TBW_STEP_INVALID'
  | 'TBW_TIME_INVALID'
  | 'TBW_VALUE_INVALID'
  | 'TBW_SHAPE_INVALID'
  | 'TBW_IMAGE_INVALID'
  | 'TBW_CLOSED'
  | 'TBW_IO'
  | 'TBW_TRUNCATE_MISSING'
  | 'TBW_TRUNCATE_SHORT'
  | 'TBW_READ_TORN'
  | 'TBW_READ_LENGTH_CHECKSUM'
  | 'TBW_READ_DATA_CHECKSUM'
  | 'TBW_READ_TOO_LARGE'
  | 'TBW_READ_MALFORMED';

export interface EventFileErrorDetails {
  /** What was looked at: a tag, an option, a file. */
  readonly place: string;
  /** What was found there. */
  readonly seen: string;
  /** What would have been accepted. */
  readonly expected: string;
  /** What to do about it. */
  readonly fix?: string;
  /** Byte offset in the file, for errors of reading. */
  readonly offset?: number;
  readonly cause?: unknown;
}

/** The only error class of this package: a code, a place, the value seen, what was expected, how to mend it. */
export class EventFileError extends Error {
  override readonly name = 'EventFileError';
  readonly code: EventFileErrorCode;
  readonly place: string;
  readonly seen: string;
  readonly expected: string;
  readonly fix: string | undefined;
  readonly offset: number | undefined;

  constructor(code: EventFileErrorCode, details: EventFileErrorDetails) {
    const at = details.offset === undefined ? '' : ` at byte ${details.offset}`;
    const fix = details.fix === undefined ? '' : ` ${details.fix}`;
    super(`${code}: ${details.place}${at}: expected ${details.expected}, saw ${details.seen}.${fix}`, {
      cause: details.cause,
    });
    this.code = code;
    this.place = details.place;
    this.seen = details.seen;
    this.expected = details.expected;
    this.fix = details.fix;
    this.offset = details.offset;
  }
}

/** Prints any value on one short line, for the `seen` part of an error. */
export function describe(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  }
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function') return 'a function';
  return String(value);
}
