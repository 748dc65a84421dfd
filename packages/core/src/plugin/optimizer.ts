import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Component, ComponentDefinition, Defined } from './component.js';
import type { NumberNow } from './moving.js';
import type { OptionsOf, OptionsSchema } from './options.js';

/** What is known of one parameter at one step. */
export interface Update<Slot extends string = string> {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<Slot, Tensor>>;
  /** What `scalars` gave for this step, as rank-0 tensors. */
  readonly scalars: Readonly<Record<string, Scalar>>;
}

/** State goes in and comes out: an optimizer holds none. */
export interface Optimizer<Slot extends string = string> {
  /** One tensor of the parameter's shape per slot, starting at this value. */
  readonly slots: Readonly<Record<Slot, number>>;
  /**
   * Numbers that change with the step (learning rate, bias corrections); computed on the host, inputs of the graph. `step`
   * counts this network's updates from 1. The learning rate is multiplied by `rateFactor` in (0, 1], which is below 1 once a
   * run that had diverged has gone back (`rollBack:` in the spec). `now` says what an option that is schedulable is at this
   * step.
   */
  scalars(
    step: number,
    rateFactor: number,
    now: NumberNow,
  ): Readonly<Record<string, number>> & { readonly learningRate: number };
  /** The parameter and its slots after the step, in TensorFlow.js; traced into the step once. */
  update(update: Update<Slot>): {
    readonly parameter: Tensor;
    readonly slots: Readonly<Record<Slot, Tensor>>;
  };
}

/** What `defineOptimizer` takes. */
export interface OptimizerDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** Called once for each run and each check; throws an `OptionsError` for options that do not go together. */
  create(options: OptionsOf<S>): Optimizer;
}

/** As the registry keeps it. */
export interface OptimizerComponent
  extends Component<'optimizer'>,
    Pick<OptimizerDefinition<OptionsSchema>, 'create'> {}

/**
 * How a gradient becomes an update, for `optimizers:`.
 *
 * ```ts
 * import { defineOptimizer } from '@ganx/core/plugin';
 * import { mul, sub } from '@tensorflow/tfjs-core';
 *
 * export const descent = defineOptimizer({
 *   type: 'descent',
 *   description: 'The gradient, times a learning rate that falls as 1 over the root of the step.',
 *   examples: [{ type: 'descent' }],
 *   create: () => ({
 *     slots: {},
 *     scalars: (step, rateFactor) => ({ learningRate: (rateFactor * 0.1) / Math.sqrt(step) }),
 *     update: ({ parameter, gradient, scalars }) => ({
 *       parameter: sub(parameter, mul(gradient, scalars.learningRate!)),
 *       slots: {},
 *     }),
 *   }),
 * });
 * ```
 */
export function defineOptimizer<const S extends OptionsSchema | undefined = undefined>(
  definition: OptimizerDefinition<S>,
): Defined<OptimizerComponent, OptimizerDefinition<S>, 'create'> {
  return { kind: 'optimizer', ...definition } as never;
}
