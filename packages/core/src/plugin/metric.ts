import type { Component, ComponentDefinition, Defined, Stateful } from './component.js';
import type { Dataset, DatasetInfo } from './dataset.js';
import type { FeatureExtractorComponent, Features } from './feature-extractor.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { RandomSource } from './random.js';
import type { MetricValue } from './run-facts.js';

/** Generated examples on the host. */
export interface Samples {
  /** Row-major [count, ...shape], in the dataset's range as `data.range` scales it. */
  readonly values: Float32Array;
  readonly count: number;
  readonly shape: readonly number[];
  /** Class that each was asked for, when conditional. */
  readonly labels?: Int32Array;
  /** Latents [count, latentSize] that generated ones were made from. */
  readonly latents?: Float32Array;
}

/** Which samples to draw. */
export interface SampleRequest {
  readonly count: number;
  /** Stream name; the same name gives the same latents at every evaluation. */
  readonly stream: string;
  /** Class of each sample; left out: when conditional they are drawn, as `Sampler.classes` says. */
  readonly labels?: Int32Array;
  /** Latents [count, latentSize] instead of drawn ones. */
  readonly latents?: Float32Array;
}

/** What evaluation code sees of the generator. The weights used are the averaged ones where the spec has `ema`. */
export interface Sampler {
  sample(request: SampleRequest): Promise<Samples>;
  readonly weights: 'ema' | 'live';
  readonly latentSize: number;
  readonly conditional: boolean;
  /**
   * When conditional: which classes are drawn where a request names none. `data`: as often as the training examples have
   * them, within one; `uniform`: every class that has training examples as often as the next. For a metric its
   * framework option `classes`, for everything else `data`.
   */
  readonly classes?: 'data' | 'uniform';
  /** When conditional: the share of each class among those drawn; 0 for one without training examples. */
  readonly classShares?: readonly number[];
}

/** What a metric may look at. Looking changes nothing: a run that measures has the bits of one that does not. */
export interface MetricContext {
  readonly sampler: Sampler;
  readonly data: Dataset;
  /** Range that `sampler` and `examples` values lie in; undefined for points. */
  readonly range: readonly [number, number] | undefined;
  /** Real examples in the same form as samples. */
  examples(split: 'train' | 'heldOut', indices: Int32Array): Samples;
  /**
   * The extractor that an option of kind `feature-extractor` names; loaded once per run, and disposed by it.
   * `extractFeatures` of `@ganx/core/features` applies it to samples.
   */
  features(spec: { readonly type: string }): Promise<Features>;
  /** Streams of this metric alone; where they stand is saved in checkpoints. */
  readonly random: RandomSource;
  /** The run's, for the provenance. */
  readonly seed: number;
  /**
   * Aborted when the run is asked to end. What is long looks at it (`new Breather(signal)`, `signal.throwIfAborted()`) and
   * throws: an evaluation that was aborted counts as never begun, and is made when the run is resumed. The sampler and
   * `extractFeatures` heed it by themselves. The engine gives it always.
   */
  readonly signal?: AbortSignal;
}

/** One metric in one run. What it learns of the real data it may keep: that is computed anew, not saved. */
export interface Metric extends Stateful {
  /**
   * Measures now: after every `every`-th iteration and at the end. Gives the values that `measures` announced, each with its
   * provenance; `samples` must be among it. Which classes a conditional generator was asked for is added to it.
   */
  evaluate(context: MetricContext): Promise<readonly MetricValue[]>;
  /** Called when the run is over. */
  dispose?(): void;
}

/** A value that a metric announces: its name is the metric's `type`, or `type/part`; its goal says which way is better. */
export interface MeasuredName {
  readonly name: string;
  readonly goal: 'minimize' | 'maximize';
}

/** What a metric's options are judged by before training. */
export interface FitContext {
  readonly info: DatasetInfo;
  /** Whether the generator can be asked for a class. */
  readonly conditional: boolean;
  /** The extractor of this type, as an option of kind `feature-extractor` names it. */
  extractor(type: string): FeatureExtractorComponent;
}

/** Why a metric cannot measure here. */
export interface Misfit {
  /** The option to blame, relative to the metric: `features.type`. */
  readonly option: string;
  /** What was seen, what was expected, how to mend it. */
  readonly message: string;
}

/** What one evaluation takes, as far as it can be told from the options. */
export interface MetricCost {
  /** Examples that the generator makes. */
  readonly samples: number;
  /** Multiplications of numbers on the host or the backend, those of networks and extractors left out. */
  readonly multiplications?: number;
  /** What the first evaluation of a run takes besides: statistics of real examples. */
  readonly once?: number;
}

/** What a metric's cost depends on beside its options. */
export interface CostContext {
  readonly info: DatasetInfo;
  /** The extractor that an option names, loaded. */
  features(own: { readonly type: string }): Promise<Features>;
}

/** What `defineMetric` takes. */
export interface MetricDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** Names of the values that `evaluate` will give, so that `monitor:` can be checked before training. */
  measures(options: OptionsOf<S>): readonly MeasuredName[];
  /** What `needs` cannot say because it depends on the options; undefined if they fit the data and the extractors. */
  fits?(options: OptionsOf<S>, context: FitContext): Misfit | undefined;
  /** What an evaluation costs, for `ganx plan`. Left out: not known. */
  cost?(options: OptionsOf<S>, context: CostContext): MetricCost | Promise<MetricCost>;
  /**
   * Called once for each run and each check, and anew where a run goes back to a checkpoint. Throws an `OptionsError` for
   * options that do not go together.
   */
  create(options: OptionsOf<S>): Metric;
}

/** As the registry keeps it. */
export interface MetricComponent
  extends Component<'metric'>,
    Pick<MetricDefinition<OptionsSchema>, 'measures' | 'fits' | 'cost' | 'create'> {}

/**
 * A number that says how good the generator is, for `metrics:`; the framework's `every` says how often, in iterations.
 *
 * ```ts
 * import { defineMetric } from '@ganx/core/plugin';
 *
 * export const brightness = defineMetric({
 *   type: 'brightness',
 *   description: 'The mean of all values that the generator makes.',
 *   examples: [{ type: 'brightness' }],
 *   measures: () => [{ name: 'brightness', goal: 'maximize' }],
 *   create: () => ({
 *     async evaluate({ sampler, seed }) {
 *       const { values, count } = await sampler.sample({ count: 500, stream: 'brightness' });
 *       const value = values.reduce((sum, one) => sum + one, 0) / values.length;
 *       const provenance = { samples: count, stream: 'brightness', seed, weights: sampler.weights };
 *       return [{ name: 'brightness', goal: 'maximize', value, provenance }];
 *     },
 *   }),
 * });
 * ```
 */
export function defineMetric<const S extends OptionsSchema | undefined = undefined>(
  definition: MetricDefinition<S>,
): Defined<MetricComponent, MetricDefinition<S>, 'measures' | 'fits' | 'create'> {
  return { kind: 'metric', ...definition } as never;
}
