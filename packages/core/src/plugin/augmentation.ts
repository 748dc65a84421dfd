import type { Tensor } from '@tensorflow/tfjs-core';
import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { StepRandom } from './tensors.js';

/** One augmentation in one run; it keeps nothing. */
export interface Augmentation {
  /** Maps a batch of real examples [B,...shape], scaled to `data.range`, to a batch of the same shape. */
  apply(real: Tensor, random: StepRandom): Tensor;
}

/** What `defineAugmentation` takes. */
export interface AugmentationDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** Called once for each run and each check; throws an `OptionsError` for options that do not go together. */
  create(options: OptionsOf<S>): Augmentation;
  /** It suits whatever the examples show (moving does; turning letters over does not), so that it may be advised. */
  readonly suitsAnyContent?: boolean;
}

/** As the registry keeps it. */
export interface AugmentationComponent
  extends Component<'augmentation'>,
    Pick<AugmentationDefinition<OptionsSchema>, 'create' | 'suitsAnyContent'> {}

/**
 * A change to real examples for `data.augment:`, made inside the step, in the order of the list. What it draws comes from
 * `random`; values stay in the data's range.
 *
 * ```ts
 * import { defineAugmentation } from '@ganx/core/plugin';
 * import { add, mul, reverse, sub } from '@tensorflow/tfjs-core';
 *
 * export const upsideDown = defineAugmentation({
 *   type: 'upside-down',
 *   description: 'Turns every other image over.',
 *   examples: [{ type: 'upside-down' }],
 *   needs: ['images'],
 *   create: () => ({
 *     apply(real, random) {
 *       const turned = random.bernoulli([real.shape[0]!, 1, 1, 1], 0.5); // [B,1,1,1]
 *       return add(mul(turned, reverse(real, 1)), mul(sub(1, turned), real));
 *     },
 *   }),
 * });
 * ```
 */
export function defineAugmentation<const S extends OptionsSchema | undefined = undefined>(
  definition: AugmentationDefinition<S>,
): Defined<AugmentationComponent, AugmentationDefinition<S>, 'create'> {
  return { kind: 'augmentation', ...definition } as never;
}
