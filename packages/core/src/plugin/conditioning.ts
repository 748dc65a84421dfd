import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Component, ComponentDefinition, Defined } from './component.js';
import type { LayerContext, NetworkRole } from './layer.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { Term } from './term.js';

/** How labels are used in one run; called when a network is built. */
export interface Conditioning {
  /** Whether the generator is asked for classes: examples then come with one-hot labels [B, classes]. */
  readonly conditional: boolean;
  /** Which networks take the labels as a second input, and so must read them. Left out: both. */
  readonly reads?: readonly NetworkRole[];
  /** What the labels do to the first input of a network, before its layers. Left out: nothing. */
  input?(input: SymbolicTensor, context: LayerContext): SymbolicTensor;
  /** What the labels do to the discriminator's last hidden features, giving its score [B,1] (projection). Left out: nothing. */
  head?(features: SymbolicTensor, score: SymbolicTensor, context: LayerContext): SymbolicTensor;
  /** What the networks lower so that labels are kept to (an auxiliary classifier). Left out: nothing. */
  readonly term?: Term;
}

/** What `defineConditioning` takes. */
export interface ConditioningDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** Called once for each run and each check; throws an `OptionsError` for options that do not go together. */
  create(options: OptionsOf<S>): Conditioning;
}

/** As the registry keeps it. */
export interface ConditioningComponent
  extends Component<'conditioning'>,
    Pick<ConditioningDefinition<OptionsSchema>, 'create'> {}

/**
 * How class labels reach the networks, for `conditioning:`.
 *
 * ```ts
 * import { defineConditioning } from '@ganx/core/plugin';
 * import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
 *
 * export const gated = defineConditioning({
 *   type: 'gated',
 *   description: 'Multiplies the input by learned numbers of its class.',
 *   examples: [{ type: 'gated' }],
 *   create: () => ({
 *     conditional: true,
 *     input(x, { name, labels, inputShape }) {
 *       const units = inputShape.reduce((product, size) => product * size, 1);
 *       const gate = layers.dense({ name: `${name}/gate`, units }).apply(labels!.input);
 *       const shaped = layers.reshape({ name: `${name}/shaped`, targetShape: [...inputShape] }).apply(gate);
 *       return layers.multiply({ name }).apply([x, shaped as SymbolicTensor]) as SymbolicTensor;
 *     },
 *   }),
 * });
 * ```
 */
export function defineConditioning<const S extends OptionsSchema | undefined = undefined>(
  definition: ConditioningDefinition<S>,
): Defined<ConditioningComponent, ConditioningDefinition<S>, 'create'> {
  return { kind: 'conditioning', ...definition } as never;
}
