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
  changesOfEnvironment,
  checkpointsOf,
  findRun,
  findUnfinished,
  openCheckpoint,
  type RunFolder,
  type RunReference,
  readManifest,
} from '@ganx/core/run';
import type { StoredForm, ValidSpec } from '@ganx/core/spec';
import { type Judged, type LoadRequest, load } from '../compose/load.js';
import { withPlanOf } from '../compose/plan.js';
import { UsageError } from '../errors/usage-error.js';
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
export async function train(request: TrainRequest): Promise<Trained> {
  const { from, runsDirectory } = request;
  const fork = from === undefined ? undefined : stateOf(findRun(from, runsDirectory));
  return trainLoaded(await load(request.request), request, fork);
}

function trainLoaded(
  judged: Judged,
  { request, runsDirectory, from: _from, ...watch }: TrainRequest,
  fork: Fork | undefined,
): Promise<Trained> {
  return withPlanOf(judged, (planned) =>
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

function stateOf({ checkpoint, folder }: RunReference): Fork {
  return { snapshot: openCheckpoint<SnapshotFacts>(folder, checkpoint), from: readManifest(folder), folder };
}

/** Whether to go on with an unfinished run of the same spec: if there is one, by all means, or not at all. */
export type ResumeMode = 'auto' | 'must' | 'never';

/**
 * `ganx run --resume`: goes on with the newest unfinished run of this very spec that began as this one would, with fresh
 * weights or with the state of that other run; else starts a new one.
 *
 * Errors     ResumeError GANX_RESUME_NONE if one must be there and is not; UsageError if `from` is `latest`, which means
 *            another run as soon as this one has begun.
 */
export async function trainOrResume(request: TrainRequest, mode: ResumeMode): Promise<Trained> {
  if (mode === 'never') return train(request);
  const judged = await load(request.request);
  const { directory, stored } = judged.loaded;
  const { screen, version, runsDirectory, from } = request;
  const parent = from === undefined ? undefined : findParent(from, runsDirectory);
  const found = findUnfinished(
    stored.spec,
    runsDirectory,
    (run) => beganWith(run, parent) && isInEnvironment(run, stored),
  );
  if (found) {
    // One that was killed before it had saved the state that it began with can only begin with that again.
    const origin = parent && !hasSaved(found) ? stateOf(parent) : undefined;
    // The spec at hand is the one of the run and lists its plugins, so they are asked for, from its folder.
    const choice = { directory, rewind: false, allowDifferentBits: false, acceptPlugins: true };
    const reference = found.folder;
    return resume({ screen, version, runsDirectory, reference, changes: {}, origin, ...choice });
  }
  if (mode === 'auto') return trainLoaded(judged, request, parent && stateOf(parent));
  throw new ResumeError(
    'GANX_RESUME_NONE',
    `No unfinished run of "${stored.spec.name}" in ${resolve(runsDirectory)} has this very spec and began like this. \`--resume auto\` starts one; \`ganx resume RUN\` tells how the spec of a run differs.`,
  );
}

function findParent(from: string, runsDirectory: string): RunReference {
  const parent = findRun(from, runsDirectory);
  if (/^latest(@|$)/.test(from))
    throw new UsageError(
      'GANX_CLI_ARGUMENT',
      `--from ${from} means another run as soon as this one has begun, so --resume could not find this one again. Name the run: --from ${parent.run}${from.slice('latest'.length)}`,
    );
  return parent;
}

const hasSaved = ({ folder }: RunFolder): boolean => checkpointsOf(folder).length > 0;

/** Whether what the spec takes from the environment is what the run took. */
const isInEnvironment = ({ folder }: RunFolder, { variables }: StoredForm): boolean =>
  changesOfEnvironment(readManifest(folder).environment, variables).every(({ changesBits }) => !changesBits);

/** Whether a run began with that state; once it has saved its own, the parent may have trained on. */
function beganWith(run: RunFolder, parent: RunReference | undefined): boolean {
  const { lineage } = readManifest(run.folder);
  if (!parent || !lineage) return !parent && !lineage;
  if (lineage.run !== readManifest(parent.folder).run) return false;
  if (typeof parent.checkpoint === 'number') return parent.checkpoint === lineage.iteration;
  return hasSaved(run) || isOrigin(stateOf(parent), lineage);
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
