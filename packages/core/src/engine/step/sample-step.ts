import * as tf from '@tensorflow/tfjs-core';
import type { TensorsOf } from '../../compute.js';
import type { Network } from '../network/network.js';
import { pass } from './forward.js';

export type SampleInputs = {
  readonly latents: { readonly shape: readonly number[]; readonly data: Float32Array };
  readonly labels: { readonly shape: readonly number[]; readonly data: Int32Array };
};

/** The generator in inference mode: batch norm uses its moving averages, dropout lets all through. */
export function sampleStep(network: Network, classes: number | undefined) {
  return (inputs: Partial<TensorsOf<SampleInputs>>): { samples: tf.Tensor } => {
    const labels =
      classes === undefined ? undefined : tf.oneHot(inputs.labels as never, classes, 1, 0, 'float32');
    return { samples: network.transforms.within(() => pass(network, inputs.latents!, labels, false)) };
  };
}
