import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Component, ComponentDefinition, Defined } from './component.js';
import type { NumberNow } from './moving.js';
import type { ComponentOption, OptionsOf, OptionsSchema } from './options.js';

/** A weight that is due for an update. */
export interface Due<Slot extends string = string> {
  /** By its place in the spec: `discriminator/03-conv/kernel`. */
  readonly name: string;
  /** Its last word: `kernel`, `bias`, `gamma`, ... */
  readonly kind: string;
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly slots: Readonly<Record<Slot, Tensor>>;
}

/** What is known of one weight at one step. */
export interface Update<Slot extends string = string> extends Due<Slot> {
  /** What `scalars` gave for this step, as rank-0 tensors. */
  readonly scalars: Readonly<Record<string, Scalar>>;
}

/** A weight after an update. */
export interface Updated<Slot extends string = string> {
  readonly parameter: Tensor;
  /** In a `chain`: what the next one gets for a gradient. Left out: the same one. */
  readonly gradient?: Tensor;
  readonly slots: Readonly<Record<Slot, Tensor>>;
}

/** An optimizer's numbers of one step, by name. */
export type OptimizerScalars = Readonly<Record<string, number>> & { readonly learningRate?: number };

interface OptimizerBase<Slot extends string> {
  /** One tensor of the parameter's shape per slot, starting at this value. */
  readonly slots: Readonly<Record<Slot, number>>;
  /**
   * Numbers that change with the step (learning rate, bias corrections); computed on the host, inputs of the graph. `step`
   * counts this network's updates from 1. The learning rate is multiplied by `rateFactor` in (0, 1], which is below 1 once a
   * run that had diverged has gone back (`rollBack:` in the spec). `now` says what an option that is schedulable is at this
   * step.
   *
   * One that has no learning rate moves weights by no gradient: it stands in a `chain`, before the one that does, whose
   * learning rate it then finds among its scalars.
   */
  scalars(step: number, rateFactor: number, now: NumberNow): OptimizerScalars;
}

/** Sees each weight by itself. */
export interface WeightOptimizer<Slot extends string = string> extends OptimizerBase<Slot> {
  /** The parameter and its slots after the step, in TensorFlow.js; traced into the step once. */
  update(update: Update<Slot>): Updated<Slot>;
}

/** Sees all weights of a network together: a norm over all gradients, a chain. */
export interface JointOptimizer<Slot extends string = string> extends OptimizerBase<Slot> {
  /** As `update`, for all weights that have a gradient: one answer for each, in their order. */
  updateAll(due: readonly Due<Slot>[], scalars: Readonly<Record<string, Scalar>>): readonly Updated<Slot>[];
}

/** State goes in and comes out: an optimizer holds none. */
export type Optimizer<Slot extends string = string> = WeightOptimizer<Slot> | JointOptimizer<Slot>;

/** What an optimizer makes of weights, whichever of the two it is. */
export function updatesOf(
  optimizer: Optimizer,
  due: readonly Due[],
  scalars: Readonly<Record<string, Scalar>>,
): readonly Updated[] {
  return 'updateAll' in optimizer
    ? optimizer.updateAll(due, scalars)
    : due.map((weight) => optimizer.update({ ...weight, scalars }));
}

/** Opens what an optimizer is made of. */
export interface OptimizerContext {
  /**
   * The optimizer that an option holds (`x-ganx-component: 'optimizer'`).
   *
   * @param at the option's path: `of.1`.
   */
  optimizer(own: ComponentOption, at: string): Optimizer;
}

/** What `defineOptimizer` takes. */
export interface OptimizerDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** Called once for each run and each check; throws an `OptionsError` for options that do not go together. */
  create(options: OptionsOf<S>, context: OptimizerContext): Optimizer;
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
