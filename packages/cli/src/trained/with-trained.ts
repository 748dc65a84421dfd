import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GanxError, RunIoError } from '@ganx/core';
import {
  openTrained,
  refuseOtherKind,
  type SnapshotFacts,
  type Trained,
  type WeightsChoice,
} from '@ganx/core/engine';
import { type OpenedExperiment, openExperiment } from '@ganx/core/experiment';
import {
  changesOfEnvironment,
  environmentWarnings,
  findRun,
  type OpenedCheckpoint,
  openCheckpoint,
  type RunFolder,
  type RunManifest,
  readManifest,
} from '@ganx/core/run';
import { loadExperiment, type ValidSpec } from '@ganx/core/spec';
import { Effect, type Scope } from 'effect';
import type { BackendName } from '../compose/backends/backend.js';
import { type Chosen, openCompute } from '../compose/compute.js';
import { makeRegistry } from '../compose/registry.js';
import { runEffect } from '../compose/run-effect.js';
import { LocatedSpecError } from '../errors/located-spec-error.js';
import { admitStored, type Consent } from '../plugins/admit-stored.js';

export interface TrainedRequest {
  /** `RUN[@iteration|@last|@best]`. */
  readonly reference: string;
  readonly runsDirectory: string;
  readonly weights: WeightsChoice;
  /** Whether the dataset itself is looked at. Left out: what the manifest says of it is enough, so that it may be gone. */
  readonly needsData?: boolean;
  /** Left out: the one that the spec names. */
  readonly backend?: BackendName;
  /** Changes to the run's spec, `key=value` or `~key`, of what no network depends on; each sees those before it. */
  readonly changes?: readonly ((loaded: ValidSpec) => readonly string[])[];
  /** Run the plugins of a run that this user did not begin. */
  readonly acceptPlugins?: boolean;
  /** Told of what is not as it was when the run was trained. */
  readonly warn: (message: string) => void;
}

/** A checkpoint, opened for use. */
export interface OpenedRun {
  readonly run: RunFolder;
  readonly made: RunManifest;
  readonly loaded: ValidSpec;
  readonly experiment: OpenedExperiment;
  readonly chosen: Chosen;
  readonly trained: Trained;
  readonly source: CheckpointSource;
}

/** Where weights come from, as it is written beside whatever is made of them. */
export interface CheckpointSource {
  readonly run: string;
  readonly iteration: number;
  /** Below the run's folder. */
  readonly checkpoint: string;
  /** Of the checkpoint's weights.safetensors. */
  readonly sha256: string;
  readonly weights: WeightsChoice;
}

/** Opens a run's checkpoint and hands its networks to `use` while they are there. Writes nothing. */
export async function withTrained<A>(
  {
    acceptPlugins = false,
    reference,
    runsDirectory,
    weights,
    backend,
    changes = [],
    needsData = false,
    warn,
  }: TrainedRequest,
  use: (opened: OpenedRun) => Effect.Effect<A, GanxError, Scope.Scope>,
): Promise<A> {
  const run = findRun(reference, runsDirectory);
  const checkpoint = openCheckpoint<SnapshotFacts>(run.folder, run.checkpoint);
  for (const { message } of checkpoint.damaged)
    warn(`${message} That of iteration ${checkpoint.iteration} is used instead.`);
  const made = readManifest(run.folder);
  const consent: Consent = {
    acceptPlugins,
    onChange: (message) => warn(`${message} What it makes may differ from what was trained.`),
  };
  let loaded = await loadRunSpec(run.folder, made, consent);
  const changed: string[] = [];
  for (const change of changes) {
    changed.push(...change(loaded));
    loaded = await loadRunSpec(run.folder, made, { ...consent, onChange: () => {} }, changed);
  }
  const { registry, spec, stored } = loaded;
  for (const message of environmentWarnings(changesOfEnvironment(made.environment, stored.variables)))
    warn(message);
  const { directory } = made;
  const runtime = backend === undefined ? spec.runtime : { ...spec.runtime, backend };
  const chosen = await openCompute(runtime, directory);
  const experiment = await openExperiment({
    spec,
    stored,
    registry,
    directory,
    // A manifest of an earlier version does not say the type of the values.
    ...(needsData || made.dataset?.dtype === undefined ? {} : { info: made.dataset }),
  });
  if (needsData && made.dataset) refuseOtherKind(made.dataset, experiment.info, run.run);
  const program = Effect.gen(function* () {
    const { tensors } = checkpoint;
    const trained = yield* openTrained({ experiment, compute: chosen.compute, tensors, weights });
    if (weights === 'average' && spec.ema === undefined)
      warn('The run keeps no average of its weights (no `ema` in its spec): the raw ones are used.');
    const source = sourceOf(run, checkpoint, trained.weights);
    return yield* use({ run, made, loaded, experiment, chosen, trained, source });
  });
  return runEffect(Effect.scoped(program));
}

function sourceOf(
  { run }: RunFolder,
  { folder, iteration }: OpenedCheckpoint<unknown>,
  weights: WeightsChoice,
): CheckpointSource {
  const file = readFileSync(join(folder, 'weights.safetensors'));
  const sha256 = createHash('sha256').update(file).digest('hex');
  return { run, iteration, checkpoint: folder.split(/[\\/]/).slice(-2).join('/'), sha256, weights };
}

/** The run's resolved spec, with the plugins that it lists. */
async function loadRunSpec(
  folder: string,
  manifest: RunManifest,
  consent: Consent,
  changes: readonly string[] = [],
): Promise<ValidSpec> {
  const isRemoval = (change: string) => change.startsWith('~');
  const file = join(folder, 'spec.yaml');
  if (!existsSync(file))
    throw new RunIoError('GANX_RUN_DAMAGED', `${folder} has no spec.yaml.`, { place: { path: file } });
  const { directory } = manifest;
  const loaded = await loadExperiment({
    file,
    directory,
    set: changes.filter((change) => !isRemoval(change)),
    unset: changes.filter(isRemoval).map((change) => change.slice(1)),
    // Only texts that were taken from it when the run began.
    env: process.env,
    registry: (listed) => makeRegistry(listed, directory, admitStored(folder, manifest, consent)),
  });
  if (!loaded.valid) throw new LocatedSpecError(loaded.problems, loaded.sources);
  return loaded;
}
