import { describe, EventFileError } from './errors.js';

export interface EventWriterOptions {
  /** Folder of the run; made when missing. TensorBoard names a run after its folder. */
  readonly logDir: string;
  /** Appends to the file when this many bytes wait; 0 writes each record at once. Default 65536. */
  readonly flushBytes?: number;
  /**
   * Appends to the file at the latest this many seconds after a record, so that a live TensorBoard sees it. Default 5;
   * `Infinity` turns the timer off. The timer never keeps the process alive.
   */
  readonly flushSeconds?: number;
  /** A file that has grown past this many bytes is followed by a new one. Default `Infinity`. */
  readonly maxFileBytes?: number;
  /** Ending of the file names, such as `.eval`: letters, digits, `.`, `_`, `-`. Default empty. */
  readonly filenameSuffix?: string;
  /** Seconds since 1970, for wall times and file names. Default the system's clock. */
  readonly clock?: () => number;
}

export type ResolvedOptions = Required<EventWriterOptions>;

export function resolveOptions(options: EventWriterOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    logDir: options.logDir,
    flushBytes: options.flushBytes ?? 65536,
    flushSeconds: options.flushSeconds ?? 5,
    maxFileBytes: options.maxFileBytes ?? Infinity,
    filenameSuffix: options.filenameSuffix ?? '',
    clock: options.clock ?? (() => Date.now() / 1000),
  };
  if (typeof resolved.logDir !== 'string' || resolved.logDir === '') {
    throw optionError('logDir', resolved.logDir, 'the path of a folder');
  }
  if (!(resolved.flushBytes >= 0))
    throw optionError('flushBytes', resolved.flushBytes, 'a number of bytes, 0 or more');
  if (!(resolved.flushSeconds > 0)) {
    throw optionError('flushSeconds', resolved.flushSeconds, 'a positive number of seconds, or Infinity');
  }
  if (!(resolved.maxFileBytes > 0)) {
    throw optionError('maxFileBytes', resolved.maxFileBytes, 'a positive number of bytes, or Infinity');
  }
  if (!/^[\w.-]*$/.test(resolved.filenameSuffix)) {
    throw optionError('filenameSuffix', resolved.filenameSuffix, 'letters, digits, ".", "_" and "-"');
  }
  if (typeof resolved.clock !== 'function') {
    throw optionError('clock', resolved.clock, 'a function that returns seconds since 1970');
  }
  return resolved;
}

export function optionError(name: string, seen: unknown, expected: string): EventFileError {
  return new EventFileError('TBW_OPTION_INVALID', {
    place: `option "${name}"`,
    seen: describe(seen),
    expected,
  });
}
