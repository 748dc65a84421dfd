import type { Tensor } from '@tensorflow/tfjs-core';
import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { StepRandom } from './tensors.js';

export interface Augmentation {
  /** Maps a batch of real examples [B,...shape], scaled to `data.range`, to a batch of the same shape. */
  apply(real: Tensor, random: StepRandom): Tensor;
}

export interface AugmentationDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  create(options: OptionsOf<S>): Augmentation;
}

export interface AugmentationComponent
  extends Component<'augmentation'>,
    Pick<AugmentationDefinition<OptionsSchema>, 'create'> {}

/** A change to real examples for `data.augment:`, made inside the step. */
export function defineAugmentation<const S extends OptionsSchema | undefined = undefined>(
  definition: AugmentationDefinition<S>,
): Defined<AugmentationComponent, AugmentationDefinition<S>, 'create'> {
  return { kind: 'augmentation', ...definition } as never;
}
