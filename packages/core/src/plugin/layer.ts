import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Component, ComponentDefinition, Defined } from './component.js';
import type { Json } from './json.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { StepRandom } from './tensors.js';

/** Which of the two networks. */
export type NetworkRole = 'generator' | 'discriminator';

/** One entry of a `layers:` list, already validated. */
export type LayerSpec = { readonly type: string; readonly [option: string]: Json };

/** Where a layer stands: what is known of the network when it is built, from its input on. */
export interface LayerContext {
  /** Name for the tf layer: its place in the spec, as `generator/03-conv-transpose`. */
  readonly name: string;
  readonly role: NetworkRole;
  /** All inputs: what stands before the layer, or what the framework's option `from` names, in its order. */
  readonly inputs: readonly SymbolicTensor[];
  /** Shape of the first input without the batch axis. */
  readonly inputShape: readonly number[];
  /** Set when the experiment is conditional: one-hot labels [B, classes] as a second input of the network. */
  readonly labels?: { readonly input: SymbolicTensor; readonly classes: number };
  /** Classes of the experiment's labels, when it is conditional, also where this network is not told them. */
  readonly classes?: number;
  /** Random tensors drawn at each call of the layer in training, from this layer's own stream. */
  readonly random: StepRandom;
  /** Builds nested layers (residual blocks, branches); `part` names them below this layer. */
  build(layers: readonly LayerSpec[], input: SymbolicTensor, part: string): SymbolicTensor;
}

/** What `defineLayer` takes. */
export interface LayerDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /**
   * An ordinary tf layer, or a function where one spec entry is several tf layers or needs the labels. Called each time that
   * a network is built, by `ganx check` too. Throws where it cannot take the input, with what was seen and how to mend it;
   * the check shows that at the layer's line.
   */
  create(
    options: OptionsOf<S>,
    context: LayerContext,
  ): layers.Layer | ((input: SymbolicTensor) => SymbolicTensor);
  /**
   * Range that the outputs lie in, if bounded on a side: the check compares that of a generator's last layer with the range
   * that images are scaled to, and that of a discriminator's with the scores that the loss expects.
   */
  outputRange?(options: OptionsOf<S>): readonly [number, number] | undefined;
  /** It takes several inputs, `context.inputs`, and is a function; `from` has to name at least two. Left out: one. */
  readonly takesSeveral?: boolean;
  /**
   * The layer's output for one sample depends on the other samples of the batch when training (batch norm). Real and
   * generated examples then pass such a discriminator one after the other instead of as one batch.
   */
  readonly mixesSamples?: boolean;
  /** Of a layer that mixes samples: it is known to go well with penalties on the slope at each sample. Left out: it is not. */
  readonly suitsSlopePenalties?: boolean;
  /** Of a layer that mixes samples: what does the like for each sample by itself, to advise instead. */
  readonly withoutMixing?: LayerSpec;
}

/** As the registry keeps it. */
export interface LayerComponent
  extends Component<'layer'>,
    Pick<
      LayerDefinition<OptionsSchema>,
      'create' | 'outputRange' | 'takesSeveral' | 'mixesSamples' | 'suitsSlopePenalties' | 'withoutMixing'
    > {}

/**
 * A layer for the `layers:` lists of both networks.
 *
 * Weights   made with `addWeight` in `build`; the engine draws their first values from the run's seed, as their initializer
 *           says how. A weight made otherwise is refused.
 * Random    from `context.random` only.
 * Gradient  must exist twice, for penalties on a discriminator's slope; the contract suite checks both.
 *
 * ```ts
 * import { defineLayer } from '@ganx/core/plugin';
 * import { layers } from '@tensorflow/tfjs-layers';
 *
 * export const squash = defineLayer({
 *   type: 'squash',
 *   description: 'A tanh after a layer norm.',
 *   examples: [{ type: 'squash' }],
 *   outputRange: () => [-1, 1],
 *   create:
 *     (_options, { name }) =>
 *     (x) =>
 *       layers
 *         .activation({ name: `${name}/tanh`, activation: 'tanh' })
 *         .apply(layers.layerNormalization({ name }).apply(x)) as typeof x,
 * });
 * ```
 */
export function defineLayer<const S extends OptionsSchema | undefined = undefined>(
  definition: LayerDefinition<S>,
): Defined<LayerComponent, LayerDefinition<S>, 'create' | 'outputRange'> {
  return { kind: 'layer', ...definition } as never;
}

/** A layer of plain TensorFlow.js, as `model.json` stores it. */
export interface StandardLayer {
  /** Its class name there: `Dense`, `Permute`. */
  readonly className: string;
  /** As the layer's `getConfig()` in Python's spelling (`use_bias`), without `name`. */
  readonly config: { readonly [key: string]: Json };
  /** By the name that the layer gives them: `kernel`. */
  readonly weights?: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>
  >;
}

/**
 * What a layer class may offer that plain TensorFlow.js does not have: the chain of standard layers that computes the
 * same in inference mode. An exported model then holds these, and loads without any code of the plugin's.
 */
export interface HasStandardForm {
  /** `inputShape` without the batch axis. */
  standardForm(inputShape: readonly number[]): readonly StandardLayer[];
}

/** Whether a layer of a network offers a standard form. */
export function hasStandardForm(layer: object): layer is HasStandardForm {
  return typeof (layer as Partial<HasStandardForm>).standardForm === 'function';
}
