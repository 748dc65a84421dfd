import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { StepRandom } from './tensors.js';

/** What a penalty may look at, inside a discriminator step. */
export interface PenaltyInputs {
  /** Examples of the step, [B,...shape], in the data's range. */
  readonly real: Tensor;
  readonly fake: Tensor;
  /** The discriminator as a function of examples [B,...shape] (labels are bound), giving raw outputs [B,1]. */
  readonly critic: (examples: Tensor) => Tensor;
  readonly random: StepRandom;
}

/** Acts on the discriminator step. It is traced into the step once, computes in TensorFlow.js and keeps nothing. */
export interface Regularizer {
  /** Added to the discriminator's loss, with its weight already applied. */
  penalty?(inputs: PenaltyInputs): Scalar;
  /** Runs after the optimizer's update, inside the step (weight clipping). */
  afterUpdate?(parameters: readonly Variable[]): void;
}

/** What `defineRegularizer` takes. */
export interface RegularizerDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** Called once per run, before anything trains; throws an `OptionsError` for options that do not go together. */
  create(options: OptionsOf<S>): Regularizer;
  /** Its penalty is about the slope at each example by itself, which a discriminator that mixes examples does not have. */
  readonly slopePerExample?: boolean;
}

/** As the registry keeps it. */
export interface RegularizerComponent
  extends Component<'regularizer'>,
    Pick<RegularizerDefinition<OptionsSchema>, 'create' | 'slopePerExample'> {}

/**
 * A penalty or constraint on the discriminator, for `regularizers:`; the framework's `every` applies it on every n-th
 * discriminator step. A penalty on a slope says `needs: ['second-order-gradients']`.
 *
 * ```ts
 * import { defineRegularizer } from '@ganx/core/plugin';
 * import { mean, mul, square, type Scalar } from '@tensorflow/tfjs-core';
 *
 * export const drift = defineRegularizer({
 *   type: 'drift',
 *   description: 'Keeps the scores of real examples near 0.',
 *   examples: [{ type: 'drift' }],
 *   create: () => ({ penalty: ({ real, critic }) => mul<Scalar>(mean(square(critic(real))), 1e-3) }),
 * });
 * ```
 */
export function defineRegularizer<const S extends OptionsSchema | undefined = undefined>(
  definition: RegularizerDefinition<S>,
): Defined<RegularizerComponent, RegularizerDefinition<S>, 'create'> {
  return { kind: 'regularizer', ...definition } as never;
}
