import type { Tensor } from '@tensorflow/tfjs-core';
import type { Component, ComponentDefinition, Defined } from './component.js';
import type { NetworkRole } from './layer.js';
import type { OptionsOf, OptionsSchema } from './options.js';

/** Which weight is transformed. */
export interface WeightContext {
  /** Its place: `discriminator/03-conv/kernel`. */
  readonly name: string;
  /** Its last word: `kernel`, `bias`, `gamma`, ... */
  readonly kind: string;
  readonly shape: readonly number[];
  readonly role: NetworkRole;
  /** The axis of the layer's outputs: the last one, but of a transposed convolution [kh,kw,out,in] the one before. */
  readonly outputAxis: number;
}

/** A tensor that is kept beside a weight, at `weight/transform/name`; it is in every checkpoint. */
export interface WeightMemory {
  readonly shape: readonly number[];
  /**
   * First values: a number for all, `normal` for numbers of mean 0 and deviation 1 from the run's seed, or a function of the
   * weight's own first values.
   */
  readonly first: number | 'normal' | ((raw: Tensor) => Tensor);
  /** The optimizer trains it, as it does the weight. Left out: only `next` changes it. */
  readonly trained?: boolean;
}

/** Values of a transform's memory by name. */
export type WeightMemories = Readonly<Record<string, Tensor>>;

/**
 * What a network computes with in place of the numbers that are trained. Evaluated once in a step for each weight, however
 * often the network passes; traced once and replayed, so that it computes in TensorFlow.js and never looks at values.
 */
export interface WeightTransform {
  /** What is kept for a weight. Left out: nothing. */
  memory?(context: WeightContext): Readonly<Record<string, WeightMemory>>;
  /** The weight begins as normal numbers of mean 0 and this deviation. Left out: as its layer says. */
  firstDeviation?(context: WeightContext): number;
  /**
   * New values of what is kept, before each step of the weight's own player and nowhere else. No gradient passes them; what is
   * left out stays.
   */
  next?(raw: Tensor, memory: WeightMemories, context: WeightContext): WeightMemories;
  /** The weight to compute with, of the same shape. Gradients pass to `raw` and to what is kept and trained. */
  apply(raw: Tensor, memory: WeightMemories, context: WeightContext): Tensor;
}

/** What `defineWeightTransform` takes. */
export interface WeightTransformDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** Called each time that a network is built, and once for each check; throws an `OptionsError` for options that do not fit. */
  create(options: OptionsOf<S>): WeightTransform;
  /** Which kinds of weights it transforms, by their last word. Left out: kernels only. */
  applies?(kind: string): boolean;
}

/** As the registry keeps it. */
export interface WeightTransformComponent
  extends Component<'weight-transform'>,
    Pick<WeightTransformDefinition<OptionsSchema>, 'create' | 'applies'> {}

/**
 * A change to the weights of a network or of one layer, for `weights:`. Samples, metrics and exports use the changed weights.
 *
 * ```ts
 * import { defineWeightTransform } from '@ganx/core/plugin';
 * import { div, maximum, sqrt, square, sum } from '@tensorflow/tfjs-core';
 *
 * export const unitNorm = defineWeightTransform({
 *   type: 'unit-norm',
 *   description: 'Divides each kernel by its length.',
 *   examples: [{ type: 'unit-norm' }],
 *   create: () => ({ apply: (raw) => div(raw, sqrt(maximum(sum(square(raw)), 1e-16))) }),
 * });
 * ```
 */
export function defineWeightTransform<const S extends OptionsSchema | undefined = undefined>(
  definition: WeightTransformDefinition<S>,
): Defined<WeightTransformComponent, WeightTransformDefinition<S>, 'create'> {
  return { kind: 'weight-transform', ...definition } as never;
}
