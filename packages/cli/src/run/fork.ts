import { resolve, sep } from 'node:path';
import { runExperiment, type SnapshotFacts } from '@ganx/core/engine';
import { findRun, openCheckpoint } from '@ganx/core/run';
import type { LoadRequest } from '../compose/load.js';
import { withPlan } from '../compose/plan.js';
import { storedSpec } from './stored-spec.js';
import { recordOf } from './train.js';
import { type Trained, type WatchOptions, watchRun } from './watch.js';

export interface ForkRequest extends WatchOptions {
  /** `RUN[@iteration|@last|@best|@exception]`. */
  readonly reference: string;
  readonly runsDirectory: string;
  readonly changes: Omit<LoadRequest, 'file'>;
  /** Where the experiment's folder is now. */
  readonly directory: string | undefined;
  readonly acceptPlugins: boolean;
}

/** The whole of `ganx fork`: a new run that begins with the state of another one. */
export function fork(request: ForkRequest): Promise<Trained> {
  const { acceptPlugins, changes, directory, reference, runsDirectory } = request;
  const { checkpoint, folder } = findRun(reference, runsDirectory);
  const stored = storedSpec(folder, changes, directory, { acceptPlugins, onChange: () => {} });
  const snapshot = openCheckpoint<SnapshotFacts>(folder, checkpoint);
  return withPlan(stored.request, (planned) =>
    watchRun(planned, request, (options) =>
      runExperiment(planned.plan, {
        ...options,
        runsDirectory: resolve(runsDirectory),
        ...recordOf(stored.request, planned.loaded),
        recordsFolder: directory !== undefined || isHere(stored.request.directory),
        fork: { snapshot, from: stored.manifest, folder },
      }),
    ),
  );
}

/** Whether the user works in that folder: then not only the stored run has named it. */
const isHere = (directory = ''): boolean =>
  `${process.cwd()}${sep}`.startsWith(`${resolve(directory)}${sep}`);
