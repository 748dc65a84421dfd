import type { usageCodes } from './codes.js';

/** The command line is wrong: an unknown command, flag or a missing argument. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  constructor(
    readonly code: keyof typeof usageCodes,
    message: string,
    readonly suggestions: readonly string[] = [],
  ) {
    super(message);
  }
}
