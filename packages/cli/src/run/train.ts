import { resolve } from 'node:path';
import { ResumeError } from '@ganx/core';
import {
  type Fork,
  isOrigin,
  type NewRunOptions,
  runExperiment,
  type SnapshotFacts,
} from '@ganx/core/engine';
import {
  checkpointsOf,
  findRun,
  findUnfinished,
  openCheckpoint,
  type RunFolder,
  readManifest,
} from '@ganx/core/run';
import type { ValidSpec } from '@ganx/core/spec';
import { type LoadRequest, load } from '../compose/load.js';
import { withPlan } from '../compose/plan.js';
import { sealPlugins } from '../plugins/run-seal.js';
import { resume } from './resume.js';
import { type Trained, type WatchOptions, watchRun } from './watch.js';

export interface TrainRequest extends WatchOptions {
  readonly request: LoadRequest;
  readonly runsDirectory: string;
  /** `RUN[@iteration|@last|@best]`, with whose state the run begins. */
  readonly from?: string;
}

/** The whole of `ganx run`: plan, train under a live view, say how it ended. */
export function train({ request, runsDirectory, from, ...watch }: TrainRequest): Promise<Trained> {
  const fork = from === undefined ? undefined : stateOf(from, runsDirectory);
  return withPlan(request, (planned) =>
    watchRun(planned, watch, (options) =>
      runExperiment(planned.plan, {
        ...options,
        runsDirectory: resolve(runsDirectory),
        ...recordOf(request, planned.loaded),
        ...(fork && { fork }),
      }),
    ),
  );
}

function stateOf(reference: string, runsDirectory: string): Fork {
  const { checkpoint, folder } = findRun(reference, runsDirectory);
  return { snapshot: openCheckpoint<SnapshotFacts>(folder, checkpoint), from: readManifest(folder), folder };
}

/** Whether to go on with an unfinished run of the same spec: if there is one, by all means, or not at all. */
export type ResumeMode = 'auto' | 'must' | 'never';

/**
 * `ganx run --resume`: goes on with the newest unfinished run of this very spec, else starts a new one.
 *
 * Errors     ResumeError GANX_RESUME_NONE if one must be there and is not.
 */
export async function trainOrResume(request: TrainRequest, mode: ResumeMode): Promise<Trained> {
  if (mode === 'never') return train(request);
  const { directory, spec } = await load(request.request);
  const { screen, version, runsDirectory, from } = request;
  const found = findUnfinished(spec, runsDirectory);
  // One that was killed before it had saved the state that it began with can only begin with that again.
  const needed = found && from !== undefined && checkpointsOf(found.folder).length === 0 ? from : undefined;
  const origin = needed === undefined ? undefined : stateOf(needed, runsDirectory);
  if (found && (!origin || beganWith(found, origin))) {
    // The spec at hand is the one of the run and lists its plugins, so they are asked for, from its folder.
    const choice = { directory, rewind: false, allowDifferentBits: false, acceptPlugins: true };
    return resume({
      screen,
      version,
      runsDirectory,
      reference: found.folder,
      changes: {},
      origin,
      ...choice,
    });
  }
  if (mode === 'auto') return train(request);
  throw new ResumeError(
    'GANX_RESUME_NONE',
    `There is no unfinished run of "${spec.name}" with this very spec in ${resolve(request.runsDirectory)}. \`--resume auto\` starts one; \`ganx resume RUN\` tells how the spec of a run differs.`,
  );
}

function beganWith({ folder }: RunFolder, origin: Fork): boolean {
  const { lineage } = readManifest(folder);
  return lineage !== undefined && isOrigin(origin, lineage);
}

/** What a run stores of what the user wrote, and the seal over the plugins that it lists. */
export function recordOf(
  { overrides = [], set = [], unset = [] }: LoadRequest,
  { provenance, registry, sources }: ValidSpec,
): Pick<NewRunOptions, 'source' | 'pluginSeal'> {
  const pluginSeal = sealPlugins(registry.plugins.flatMap(({ origin }) => origin ?? []));
  return {
    ...(pluginSeal !== undefined && { pluginSeal }),
    source: {
      files: sources,
      overrides: [...overrides, ...set.map((pair) => `++${pair}`), ...unset.map((path) => `~${path}`)],
      provenance: Object.fromEntries(provenance),
    },
  };
}
