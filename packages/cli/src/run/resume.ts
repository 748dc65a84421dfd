import { type Fork, resumeExperiment } from '@ganx/core/engine';
import { findRun, holderOf, lockedError } from '@ganx/core/run';
import type { LoadRequest } from '../compose/load.js';
import { withPlan } from '../compose/plan.js';
import { storedSpec } from './stored-spec.js';
import { type Trained, type WatchOptions, watchRun } from './watch.js';

export interface ResumeRequest extends WatchOptions {
  /** `RUN[@iteration|@last|@best]`. */
  readonly reference: string;
  readonly runsDirectory: string;
  readonly changes: Omit<LoadRequest, 'file'>;
  /** Where the experiment's folder is now. */
  readonly directory: string | undefined;
  readonly rewind: boolean;
  readonly allowDifferentBits: boolean;
  readonly acceptPlugins: boolean;
  /** The state that the run began with, should it have been killed before its first checkpoint. */
  readonly origin?: Fork | undefined;
}

/** The whole of `ganx resume`: load the stored spec, plan, go on under a live view, say how it ended. */
export function resume(request: ResumeRequest): Promise<Trained> {
  const { changes, directory, reference, runsDirectory, rewind, allowDifferentBits, acceptPlugins, origin } =
    request;
  const { checkpoint, folder, run } = findRun(reference, runsDirectory);
  // The lock decides, later; this spares the time to plan.
  const holder = holderOf(folder);
  if (holder) throw lockedError(folder, holder);
  const stored = storedSpec(folder, changes, directory, {
    acceptPlugins,
    // Recorded in sessions.json.
    ...(allowDifferentBits && { onChange: () => {} }),
  });
  return withPlan(stored.request, (planned) =>
    watchRun(planned, request, (options) =>
      resumeExperiment(planned.plan, {
        ...options,
        run: { run, folder },
        checkpoint,
        rewind,
        allowDifferentBits,
        ...(origin && { origin }),
      }),
    ),
  );
}
