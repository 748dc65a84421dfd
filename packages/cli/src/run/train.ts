import { resolve } from 'node:path';
import { type NewRunOptions, runExperiment } from '@ganx/core/engine';
import type { ValidSpec } from '@ganx/core/spec';
import type { LoadRequest } from '../compose/load.js';
import { withPlan } from '../compose/plan.js';
import { type Trained, type WatchOptions, watchRun } from './watch.js';

export interface TrainRequest extends WatchOptions {
  readonly request: LoadRequest;
  readonly runsDirectory: string;
}

/** The whole of `ganx run`: plan, train under a live view, say how it ended. */
export function train({ request, runsDirectory, ...watch }: TrainRequest): Promise<Trained> {
  return withPlan(request, (planned) =>
    watchRun(planned, watch, (options) =>
      runExperiment(planned.plan, {
        ...options,
        runsDirectory: resolve(runsDirectory),
        source: sourceOf(request, planned.loaded),
      }),
    ),
  );
}

/** What a run stores of what the user wrote. */
export function sourceOf(
  { overrides = [], set = [], unset = [] }: LoadRequest,
  { provenance, sources }: ValidSpec,
): NewRunOptions['source'] {
  return {
    files: sources,
    overrides: [...overrides, ...set.map((pair) => `++${pair}`), ...unset.map((path) => `~${path}`)],
    provenance: Object.fromEntries(provenance),
  };
}
