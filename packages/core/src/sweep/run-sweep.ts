import { join } from 'node:path';
import { Effect, Schedule, type Scope } from 'effect';
import { GanxError, RuntimeFailure } from '../errors.js';
import { RunLock } from '../run/lock.js';
import { type DriveOptions, Driver } from './driver.js';
import { Journal } from './journal.js';
import { SweepState } from './state.js';

export interface RunSweepOptions extends DriveOptions {
  /** Time between two looks at the running trials. */
  readonly pollMilliseconds?: number;
}

/**
 * Drives a sweep to its end or to its stop, from wherever its journal says that it is. The sweep's folder is locked
 * meanwhile. An interruption of the fiber stops the sweep as a signal would, and waits for its trials.
 */
export const runSweep = (options: RunSweepOptions): Effect.Effect<SweepState, GanxError, Scope.Scope> =>
  Effect.gen(function* () {
    const { folder, parallel, total } = options;
    yield* Effect.acquireRelease(
      attempt(() => RunLock.acquire(folder)),
      (lock) => Effect.sync(() => lock.release()),
    );
    const { journal, entries } = yield* Effect.acquireRelease(
      attempt(async () => Journal.open(join(folder, 'journal.jsonl'))),
      ({ journal: open }) => Effect.sync(() => open.close()),
    );
    const state = SweepState.of(entries);
    const session = { type: 'session', pid: process.pid, total: total ?? null, parallel } as const;
    const opened = yield* attempt(async () => journal.append(session));
    state.apply(opened);
    options.onEntry?.(opened, state);
    const driver = new Driver(options, journal, state);
    const looking = yield* Effect.forkChild(
      attempt(async () => driver.look()).pipe(
        Effect.repeat(Schedule.spaced(options.pollMilliseconds ?? 500)),
        Effect.tapError((error) => Effect.sync(() => driver.stop(error.message))),
      ),
    );
    yield* working(driver);
    yield* Effect.sync(() => looking.interruptUnsafe());
    return state;
  });

function working(driver: Driver): Effect.Effect<void, GanxError> {
  return Effect.callback<void, GanxError>((resume) => {
    const done = driver.work().then(
      () => resume(Effect.void),
      (error: unknown) => resume(Effect.fail(asGanxError(error))),
    );
    return Effect.promise(() => {
      driver.stop('the sweep was interrupted');
      return done;
    });
  });
}

const attempt = <A>(use: () => Promise<A>): Effect.Effect<A, GanxError> =>
  Effect.tryPromise({ try: use, catch: asGanxError });

const asGanxError = (error: unknown): GanxError =>
  error instanceof GanxError
    ? error
    : new RuntimeFailure('GANX_SWEEP_DRIVER', `The sweep's driver failed: ${String(error)}`, {
        cause: error,
      });
