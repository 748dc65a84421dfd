import type { SpecCode } from './codes.js';
import type { SpecProblem } from './problem.js';

/** Where a piece of a spec was written. */
export interface Place {
  /** Absolute path, `command line`, or `default`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Text that places point into; for `command line`, one argument per line. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

export const commandLine = 'command line';

/** The place of values that nobody wrote. */
export const byDefault: Place = { file: 'default', line: 0, column: 0 };

export const isDefault = (place: Place): boolean => place.file === byDefault.file;

export function problemAt(
  place: Place,
  code: SpecCode,
  path: string,
  message: string,
  suggestions: readonly string[] = [],
): SpecProblem {
  return { code, file: place.file, line: place.line, column: place.column, path, message, suggestions };
}
