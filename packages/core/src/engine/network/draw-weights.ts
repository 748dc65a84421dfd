import { tensor } from '@tensorflow/tfjs-core';
import { RandomStreams } from '../../random/index.js';
import { initialValues } from './initial-values.js';
import type { Network } from './network.js';

/** Gives every weight its first values, each from a stream of its own by its place: a layer added at the end changes no other layer's values. */
export function drawWeights(network: Network, seed: number): void {
  for (const { name, variable, initializer } of network.weights) {
    const stream = new RandomStreams(seed).stream(`initial/${name}`);
    const first = tensor(
      initialValues(initializer, variable.shape, variable.dtype, stream),
      variable.shape,
      variable.dtype,
    );
    variable.assign(first);
    first.dispose();
  }
}

/** Makes the weights of `copy` those of `original`. */
export function copyWeights(original: Network, copy: Network): void {
  for (const [index, { variable }] of original.weights.entries())
    copy.weights[index]!.variable.assign(variable);
}
