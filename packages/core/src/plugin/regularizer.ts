import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { Term } from './term.js';

/** A term beside the game, with its weight already applied. */
export type Regularizer = Term;

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
 * A penalty or constraint on either network, for `regularizers:`; the framework's `every` applies it on every n-th step of
 * each player. A penalty on a slope says `needs: ['second-order-gradients']`.
 *
 * ```ts
 * import { defineRegularizer } from '@ganx/core/plugin';
 * import { mean, mul, square, type Scalar } from '@tensorflow/tfjs-core';
 *
 * export const drift = defineRegularizer({
 *   type: 'drift',
 *   description: 'Keeps the scores of real examples near 0.',
 *   examples: [{ type: 'drift' }],
 *   create: () => ({
 *     discriminator: ({ real, answer }) => mul<Scalar>(mean(square(answer(real).score)), 1e-3),
 *   }),
 * });
 * ```
 */
export function defineRegularizer<const S extends OptionsSchema | undefined = undefined>(
  definition: RegularizerDefinition<S>,
): Defined<RegularizerComponent, RegularizerDefinition<S>, 'create'> {
  return { kind: 'regularizer', ...definition } as never;
}
