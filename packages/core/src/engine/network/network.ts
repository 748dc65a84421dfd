import type { Variable } from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import type { NetworkFacts, NetworkRole } from '../../plugin/index.js';
import type { LayerSummary } from '../api.js';
import type { WeightInitializer } from './initializers.js';
import type { WeightTransforms } from './weight-transforms.js';

/** A weight by its place: `generator/03-conv-transpose/kernel`. */
export interface Weight {
  readonly name: string;
  readonly variable: Variable;
  /** False for statistics (batch norm's moving mean), which layers change themselves. */
  readonly trainable: boolean;
  readonly initializer: WeightInitializer;
  /** What its layer reads it by. Absent: no layer reads it, a weight transform keeps it. */
  readonly bound?: LayerVariable;
}

export interface Network {
  readonly role: NetworkRole;
  /** Inputs: examples or latents, and one-hot labels when conditional. */
  readonly model: LayersModel;
  /** Whether it takes labels. */
  readonly conditional: boolean;
  /** The discriminator with what terms ask of it beside its output: `[output, ...names]`. Absent where nothing is asked. */
  readonly asked?: { readonly model: LayersModel; readonly names: readonly string[] };
  readonly layers: readonly LayerSummary[];
  /** In the order of the layers, then what transforms keep beside them. */
  readonly weights: readonly Weight[];
  /** What its layers compute with in place of their weights. */
  readonly transforms: WeightTransforms;
  /** Some layer's output for one sample depends on the others of the batch. */
  readonly mixesSamples: boolean;
  /** Range of the output, where its last layer says so. */
  readonly outputRange: readonly [number, number] | undefined;
  /** What components may look at to give advice. */
  readonly facts: NetworkFacts;
}

/** Lets go of a network's weights; heads are no part of its own model. */
export function disposeNetwork({ asked, model, weights }: Network): void {
  for (const { bound, variable } of weights) if (!bound) variable.dispose();
  const own = new Set(model.layers);
  for (const layer of asked?.model.layers ?? []) if (!own.has(layer)) layer.dispose();
  model.dispose();
}
