import { join } from 'node:path';
import { countClasses } from '../../data/classes.js';
import type { BalancePolicy, Dataset, Json, RollBack, RunEvent } from '../../plugin/index.js';
import { Checkpoints, EventLog, type Retention, type RunFolder, type RunLock } from '../../run/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import type { Interruption, RunOptions } from '../api.js';
import type { Built } from '../build/built.js';
import { type Callbacks, openCallbacks } from '../look/callbacks.js';
import { concealEvent } from '../look/conceal-event.js';
import { type Evaluation, openEvaluation } from '../look/evaluation.js';
import { EventBus, type Subscriber } from '../look/event-bus.js';
import { type Logging, openLogging } from '../look/logging.js';
import { openSampler } from '../look/sampler.js';
import { openStopping, type Stopping } from '../look/stopping.js';
import {
  freshProgress,
  initialise,
  type Progress,
  restoreSnapshot,
  type Snapshot,
  type StatefulPart,
} from '../state/state.js';
import type { Patience } from './patience.js';
import { openFeed, type StepFeed } from './step-inputs.js';

/** A state to begin from, of the same spec. */
export interface Start {
  readonly snapshot: Snapshot;
  /** `resume`: in the folder that the state was saved in, whose files go on. `fork`: in a new one. */
  readonly how: 'resume' | 'fork';
  /** Set when the run has just gone back here. */
  readonly rollBacks?: readonly RollBack[];
}

export interface RunWarning {
  readonly code: string;
  readonly message: string;
}

/** Everything that a run in progress holds. */
export interface Session {
  readonly built: Built;
  readonly run: RunFolder;
  readonly lock: RunLock;
  readonly start: Start | undefined;
  readonly warnings: readonly RunWarning[];
  readonly feed: StepFeed;
  readonly progress: Progress;
  readonly policy: BalancePolicy;
  readonly stopping: Stopping;
  readonly evaluation: Evaluation;
  /** Aborted when the run's time is used up while its metrics are measured. */
  readonly timeUp: AbortController;
  readonly callbacks: Callbacks;
  readonly logging: Logging;
  readonly log: EventLog;
  readonly bus: EventBus;
  readonly checkpoints: Checkpoints;
  /** All components with state, in a fixed order. */
  readonly parts: readonly StatefulPart[];
  /** Name of the metric value that says which checkpoint is best, with its direction. */
  readonly monitor: { readonly name: string; readonly goal: 'minimize' | 'maximize' } | undefined;
  readonly interruption: Interruption;
  readonly patience: Patience;
  /** When the last checkpoint was written, on the clock of `performance.now`. */
  savedAt: number;
}

export interface SessionRequest {
  readonly built: Built;
  readonly run: RunFolder;
  readonly lock: RunLock;
  readonly dataset: Dataset;
  readonly options: Pick<RunOptions, 'onEvent'>;
  readonly interruption: Interruption;
  readonly start: Start | undefined;
  readonly warnings: readonly RunWarning[];
}

/** Opens the run's files, wires its components together and puts all state at its beginning, or where `start` says. */
export function openSession(request: SessionRequest): Session {
  const { built, run, start } = request;
  const resumed = start?.how === 'resume' ? start.snapshot.facts : undefined;
  const log = new EventLog(join(run.folder, 'log.jsonl'), resumed?.logBytes);
  try {
    const logging = openLogging({ built, run, resumed: loggersOf(resumed?.components) });
    try {
      return wire(request, log, logging);
    } catch (error) {
      logging.close();
      throw error;
    }
  } catch (error) {
    log.close();
    throw error;
  }
}

function wire(request: SessionRequest, log: EventLog, logging: Logging): Session {
  const { built, dataset, interruption, lock, options, run, start, warnings } = request;
  const { classes, experiment, spec } = built;
  const own = experiment.takeForSession();
  const counts = classes === undefined ? undefined : countClasses(dataset, classes);
  const sampler = openSampler(built, { draw: 'data', counts });
  const stopping = openStopping(own.rules);
  const timeUp = new AbortController();
  const ends = [timeUp.signal, ...(interruption.signal ? [interruption.signal] : [])];
  const evaluation = openEvaluation(built, own.metrics, dataset, AbortSignal.any(ends));
  const progress = freshProgress();
  const callbacks: Callbacks = openCallbacks({
    built,
    callbacks: own.callbacks,
    folder: run.folder,
    dataset,
    sampler,
    features: evaluation.features,
    logging,
    progress,
    budget: stopping.budget,
    bus: () => bus,
  });
  const { onEvent } = options;
  const { conceal, variables } = experiment.stored;
  const subscribers: Subscriber[] = [
    { component: undefined, handle: (event) => log.add(event) },
    ...(onEvent ? [{ component: undefined, handle: onEvent }] : []),
    ...logging.subscribers,
    ...callbacks.subscribers,
  ];
  // A small experiment publishes thousands of events a second.
  const hides = variables.length > 0 ? (event: RunEvent) => concealEvent(event, conceal) : undefined;
  const bus: EventBus = new EventBus(subscribers, hides);
  // Loggers are not among those that are restored: they were opened with what they had saved.
  const restored: StatefulPart[] = [own.balance, ...stopping.parts, ...evaluation.parts, ...callbacks.parts];
  const feed = openFeed(
    dataset,
    { ...built, seed: spec.seed, batchSize: spec.data.batchSize },
    built.streams.stream('labels'),
  );
  initialise(built);
  if (start) restoreSnapshot(start.snapshot, built, feed, progress, restored);
  built.clock.counters = progress.counters;
  // What another run was asked to end before is not this one's to measure.
  if (start?.how === 'fork') progress.unmeasured = false;
  const wanted = spec.checkpoint.keepBest?.monitor ?? evaluation.measured[0]?.name;
  return {
    built,
    run,
    lock,
    start,
    warnings,
    feed,
    progress,
    policy: own.balance.value,
    stopping,
    evaluation,
    timeUp,
    callbacks,
    logging,
    log,
    bus,
    checkpoints: new Checkpoints(run.folder, retentionOf(spec)),
    parts: [...restored, ...logging.parts],
    monitor: evaluation.measured.find(({ name }) => name === wanted),
    interruption,
    patience: { spec, interruption, tell: (event) => bus.publish(event) },
    savedAt: performance.now(),
  };
}

/** Which checkpoints a run keeps. */
export function retentionOf({ checkpoint: { every, keepLast }, rollBack }: ExperimentSpec): Retention {
  return { keepLast, ...(rollBack ? { rollBack: { every, keep: rollBack.max } } : {}) };
}

function loggersOf(components: Readonly<Record<string, Json>> = {}): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(components).filter(([place]) => place.startsWith('logging.')));
}

/** Lets go of everything: loggers write their last lines then. The first failure is thrown when all are closed. */
export function closeSession({ evaluation, log, logging }: Session): void {
  let first: unknown;
  for (const close of [() => logging.close(), () => evaluation.dispose(), () => log.close()]) {
    try {
      close();
    } catch (error) {
      first ??= error;
    }
  }
  if (first !== undefined) throw first;
}
