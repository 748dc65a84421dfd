import { GanxError, RuntimeFailure } from '@ganx/core';
import { Effect } from 'effect';
import { UsageError } from '../errors/usage-error.js';

/** Plain code as an effect: what it throws on purpose stays what it is, anything else says what was going on. */
export function attemptUse<T>(use: () => T | Promise<T>, what: string): Effect.Effect<T, GanxError> {
  return Effect.tryPromise({
    try: async () => use(),
    catch: (cause) => {
      if (cause instanceof GanxError) return cause;
      // Thrown as it is by `runEffect`; not a failure of the run.
      if (cause instanceof UsageError) return cause as never;
      const said = cause instanceof Error ? cause.message : String(cause);
      return new RuntimeFailure('GANX_RUNTIME', `${what}: ${said}`, { cause });
    },
  });
}
