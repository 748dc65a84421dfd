import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { StepRandom } from './tensors.js';

export interface PenaltyInputs {
  readonly real: Tensor;
  readonly fake: Tensor;
  /** The discriminator as a function of examples [B,...shape] (labels are bound), giving raw outputs [B,1]. */
  readonly critic: (examples: Tensor) => Tensor;
  readonly random: StepRandom;
}

/** Acts on the discriminator step. */
export interface Regularizer {
  /** Added to the discriminator's loss, with its weight already applied. */
  penalty?(inputs: PenaltyInputs): Scalar;
  /** Runs after the optimizer's update, inside the step (weight clipping). */
  afterUpdate?(parameters: readonly Variable[]): void;
}

export interface RegularizerDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  create(options: OptionsOf<S>): Regularizer;
}

export interface RegularizerComponent
  extends Component<'regularizer'>,
    Pick<RegularizerDefinition<OptionsSchema>, 'create'> {}

/** A penalty or constraint on the discriminator, for `regularizers:`; the framework's `every` applies it on every n-th step. */
export function defineRegularizer<const S extends OptionsSchema | undefined = undefined>(
  definition: RegularizerDefinition<S>,
): Defined<RegularizerComponent, RegularizerDefinition<S>, 'create'> {
  return { kind: 'regularizer', ...definition } as never;
}
