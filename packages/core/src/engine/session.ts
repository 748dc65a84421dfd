import type { BalancePolicy, Dataset } from '../plugin/index.js';
import { Checkpoints, type EventLog, type RunFolder } from '../run/index.js';
import type { RunOptions } from './api.js';
import type { Built } from './build.js';
import { type Callbacks, openCallbacks } from './callbacks.js';
import { type Evaluation, openEvaluation } from './evaluation.js';
import { EventBus } from './event-bus.js';
import { guarded } from './guard.js';
import type { Logging } from './logging.js';
import { ownOptions } from './options.js';
import { openSampler } from './sampler.js';
import { freshProgress, initialise, type Progress, restoreSnapshot, type StatefulPart } from './state.js';
import { openFeed, type StepFeed } from './step-inputs.js';
import { openStopping, type Stopping } from './stopping.js';

/** Everything that a run in progress holds. */
export interface Session {
  readonly built: Built;
  readonly run: RunFolder;
  readonly feed: StepFeed;
  readonly progress: Progress;
  readonly policy: BalancePolicy;
  readonly stopping: Stopping;
  readonly evaluation: Evaluation;
  readonly callbacks: Callbacks;
  readonly logging: Logging;
  readonly log: EventLog;
  readonly bus: EventBus;
  readonly checkpoints: Checkpoints;
  /** All components with state, in a fixed order. */
  readonly parts: readonly StatefulPart[];
  /** Name of the metric value that says which checkpoint is best, with its direction. */
  readonly monitor: { readonly name: string; readonly goal: 'minimize' | 'maximize' } | undefined;
  /** The signal that asks the run to end, if one came. */
  readonly interrupted: () => string | undefined;
}

export interface SessionRequest {
  readonly built: Built;
  readonly run: RunFolder;
  readonly dataset: Dataset;
  readonly log: EventLog;
  readonly logging: Logging;
  readonly options: Pick<RunOptions, 'onEvent' | 'startFrom'>;
  readonly interrupted: () => string | undefined;
}

/** Wires the components of a run together and puts all state at its start, or where `startFrom` says. */
export function openSession({
  built,
  run,
  dataset,
  log,
  logging,
  options,
  interrupted,
}: SessionRequest): Session {
  const { spec, registry } = built;
  const definition = registry.get('balance', spec.balance.type);
  const policyName = `balance ${spec.balance.type}`;
  const policy = guarded({ component: policyName, hook: 'create' }, () =>
    definition.create(ownOptions(definition, spec.balance) as never),
  );
  const sampler = openSampler(built);
  const stopping = openStopping(spec.stop, registry);
  const evaluation = openEvaluation(built, dataset, sampler);
  const progress = freshProgress();
  const folder = run.folder;
  const callbacks: Callbacks = openCallbacks({
    built,
    folder,
    dataset,
    sampler,
    features: evaluation.features,
    logging,
    progress,
    budget: stopping.budget,
    bus: () => bus,
  });
  const { onEvent } = options;
  const bus: EventBus = new EventBus([
    { component: undefined, handle: (event) => log.add(event) },
    ...(onEvent ? [{ component: undefined, handle: onEvent }] : []),
    ...logging.subscribers,
    ...callbacks.subscribers,
  ]);
  const parts: StatefulPart[] = [
    { place: 'balance', component: policyName, value: policy },
    ...stopping.parts,
    ...evaluation.parts,
    ...callbacks.parts,
    ...logging.parts,
  ];
  const feed = openFeed(
    dataset,
    { ...built, seed: spec.seed, batchSize: spec.data.batchSize },
    built.streams.stream('labels'),
  );
  initialise(built);
  if (options.startFrom) restoreSnapshot(options.startFrom, built, feed, progress, withoutLoggers(parts));
  const wanted = spec.checkpoint.keepBest?.monitor ?? evaluation.measured[0]?.name;
  return {
    built,
    run,
    feed,
    progress,
    policy,
    stopping,
    evaluation,
    callbacks,
    logging,
    log,
    bus,
    checkpoints: new Checkpoints(folder, spec.checkpoint),
    parts,
    monitor: evaluation.measured.find(({ name }) => name === wanted),
    interrupted,
  };
}

/** A logger's state describes its files in the old folder; a new run has new files. */
function withoutLoggers(parts: readonly StatefulPart[]): StatefulPart[] {
  return parts.filter(({ place }) => !place.startsWith('logging.'));
}
