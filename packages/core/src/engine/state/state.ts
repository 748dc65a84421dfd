import * as tf from '@tensorflow/tfjs-core';
import { RuntimeFailure } from '../../errors.js';
import { guarded } from '../../experiment/guard.js';
import type {
  Best,
  Counters,
  DiscriminatorStats,
  GeneratorStats,
  Json,
  MetricValue,
  RollBack,
  Stateful,
} from '../../plugin/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import type { Built } from '../build/built.js';
import { resetSlots } from '../build/learner.js';
import type { FiredRule } from '../look/stopping.js';
import { copyWeights, drawWeights } from '../network/draw-weights.js';
import { resetMemory } from '../step/open-terms.js';
import type { StepFeed } from '../train/step-inputs.js';

/** A tensor on the host. All training state is float32. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** All of a run's state as one value: what a checkpoint holds. */
export interface Snapshot {
  /**
   * By place: `generator/00-dense/kernel`, `average/generator/00-dense/kernel`,
   * `optimizer/generator/00-dense/kernel/<slot>`, `memory/regularizers.0/<name>`.
   */
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly facts: SnapshotFacts;
}

export interface SnapshotFacts {
  /** What was trained, as it is stored. */
  readonly spec: ExperimentSpec;
  readonly counters: Counters;
  readonly seconds: number;
  readonly discriminator: DiscriminatorStats | null;
  readonly generator: GeneratorStats | null;
  /** Absent in checkpoints of versions that repeated old numbers in their logs. */
  readonly steppedIn?: SteppedIn;
  readonly dueStats?: DueStats;
  readonly metrics: readonly MetricValue[];
  readonly best: Best | null;
  /** Absent in checkpoints of versions that could not go back. */
  readonly rollBacks?: readonly RollBack[];
  readonly streams: Readonly<Record<string, number>>;
  readonly cursor: { readonly epoch: number; readonly position: number };
  /** Set when a rule had ended the run here: what is left is the last evaluation and the result. */
  readonly ending: FiredRule | null;
  /** Set when the run was asked to end before the metrics of this iteration were measured: that comes first. */
  readonly unmeasured?: boolean;
  /** Bytes of `log.jsonl`. */
  readonly logBytes: number;
  /** State of policy, rules, metrics, callbacks and loggers, by their place. */
  readonly components: Readonly<Record<string, Json>>;
}

/** The iteration of each network's latest step: what is logged of another iteration leaves its numbers out. */
export interface SteppedIn {
  readonly discriminator: number;
  readonly generator: number;
}

/**
 * The latest number of each penalty and stat of a term, by its tag, and the counters after its step, with the number of
 * the iteration that it was a part of.
 */
export type DueStats = Readonly<Record<string, { readonly counters: Counters; readonly value: number }>>;

/** A component with state: its place in the spec and the name that errors give it. */
export interface StatefulPart {
  readonly place: string;
  readonly component: string;
  readonly value: Stateful;
}

/** The host's part of the state, changed by the loop. */
export interface Progress {
  counters: Counters;
  seconds: number;
  discriminator: DiscriminatorStats | undefined;
  generator: GeneratorStats | undefined;
  steppedIn: SteppedIn;
  dueStats: DueStats;
  metrics: Map<string, MetricValue>;
  best: SnapshotFacts['best'];
  rollBacks: readonly RollBack[];
  ending: FiredRule | null;
  unmeasured: boolean;
}

export function freshProgress(): Progress {
  return {
    counters: { iteration: 0, discriminatorSteps: 0, generatorSteps: 0, images: 0 },
    seconds: 0,
    discriminator: undefined,
    generator: undefined,
    steppedIn: { discriminator: 0, generator: 0 },
    dueStats: {},
    metrics: new Map(),
    best: null,
    rollBacks: [],
    ending: null,
    unmeasured: false,
  };
}

/** First weights, empty slots, streams at their start. */
export function initialise(built: Built): void {
  const { generator, discriminator, average, spec } = built;
  for (const learner of [generator, discriminator]) {
    drawWeights(learner.network, spec.seed);
    resetSlots(learner);
  }
  resetMemory(built.terms);
  if (average) copyWeights(generator.network, average);
  built.streams.load({});
}

/** Every variable of the state by its place. */
export function stateVariables({
  generator,
  discriminator,
  average,
  terms,
}: Built): Map<string, tf.Variable> {
  const variables = new Map<string, tf.Variable>();
  for (const { network } of [generator, discriminator]) {
    for (const { name, variable } of network.weights) variables.set(name, variable);
  }
  for (const { name, variable } of average?.weights ?? []) variables.set(`average/${name}`, variable);
  for (const { slots } of [generator, discriminator]) {
    for (const [name, own] of slots) {
      for (const [slot, variable] of Object.entries(own))
        variables.set(`optimizer/${name}/${slot}`, variable);
    }
  }
  for (const { memory, place } of terms) {
    for (const [name, variable] of Object.entries(memory)) variables.set(memoryPlace(place, name), variable);
  }
  return variables;
}

/** Where a tensor stands that a term carries from step to step. */
export const memoryPlace = (term: string, name: string): string => `memory/${term}/${name}`;

/** Copies of all tensors of the state, on the host. */
export async function takeTensors(built: Built): Promise<Map<string, HostTensor>> {
  const tensors = new Map<string, HostTensor>();
  for (const [name, variable] of stateVariables(built)) {
    // A copy: some backends hand out their own memory.
    tensors.set(name, { shape: variable.shape, data: Float32Array.from(await variable.data()) });
  }
  return tensors;
}

export interface FactsRequest {
  readonly built: Built;
  readonly feed: StepFeed;
  readonly progress: Progress;
  readonly parts: readonly StatefulPart[];
  readonly logBytes: number;
}

/** The host's part of the state. */
export function takeFacts({ built, feed, progress, parts, logBytes }: FactsRequest): SnapshotFacts {
  const components: Record<string, Json> = {};
  const { iteration } = progress.counters;
  for (const { place, component, value } of parts) {
    const saved = guarded({ component, hook: 'save', iteration }, () => value.save?.());
    if (saved !== undefined) components[place] = saved;
  }
  return {
    spec: built.experiment.stored.spec,
    counters: progress.counters,
    seconds: progress.seconds,
    discriminator: progress.discriminator ?? null,
    generator: progress.generator ?? null,
    steppedIn: progress.steppedIn,
    dueStats: progress.dueStats,
    metrics: [...progress.metrics.values()],
    best: progress.best,
    rollBacks: progress.rollBacks,
    streams: built.streams.save(),
    cursor: feed.cursor,
    ending: progress.ending,
    ...(progress.unmeasured ? { unmeasured: true } : {}),
    logBytes,
    components,
  };
}

/** Puts everything where `snapshot` says. The snapshot must come from the same spec. */
export function restoreSnapshot(
  snapshot: Snapshot,
  built: Built,
  feed: StepFeed,
  progress: Progress,
  parts: readonly StatefulPart[],
): void {
  const { facts, tensors } = snapshot;
  for (const [name, variable] of stateVariables(built)) {
    const saved = tensors.get(name);
    if (!saved || saved.shape.join() !== variable.shape.join()) {
      const seen = saved ? `has shape [${saved.shape}] there` : 'is not there';
      throw new RuntimeFailure(
        'GANX_RUN_STATE_MISFIT',
        `The saved state does not fit the experiment: ${name} [${variable.shape}] ${seen}. Start from it with the spec that made it.`,
      );
    }
    const value = tf.tensor(Float32Array.from(saved.data), [...saved.shape], 'float32');
    variable.assign(value);
    value.dispose();
  }
  built.streams.load(facts.streams);
  try {
    feed.cursor = facts.cursor;
  } catch (cause) {
    throw new RuntimeFailure(
      'GANX_RUN_STATE_MISFIT',
      `The saved state does not fit the data: ${(cause as Error).message} Begin another run from it with \`ganx fork\`.`,
      { cause },
    );
  }
  for (const { place, component, value } of parts) {
    const state = facts.components[place];
    if (state !== undefined) guarded({ component, hook: 'load' }, () => value.load?.(state));
  }
  progress.counters = facts.counters;
  progress.seconds = facts.seconds;
  progress.discriminator = facts.discriminator ?? undefined;
  progress.generator = facts.generator ?? undefined;
  const { iteration } = facts.counters;
  progress.steppedIn = facts.steppedIn ?? { discriminator: iteration, generator: iteration };
  progress.dueStats = facts.dueStats ?? {};
  progress.metrics = new Map(facts.metrics.map((value) => [value.name, value]));
  progress.best = facts.best;
  progress.rollBacks = facts.rollBacks ?? [];
  progress.ending = facts.ending;
  progress.unmeasured = facts.unmeasured ?? false;
}
