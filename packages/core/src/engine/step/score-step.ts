import * as tf from '@tensorflow/tfjs-core';
import type { TensorsOf } from '../../compute.js';
import type { Loss } from '../../plugin/index.js';
import type { Network } from '../network/network.js';
import { pass } from './forward.js';

export type ScoreInputs = {
  /** [B,...shape], scaled as the discriminator sees them. */
  readonly examples: { readonly shape: readonly number[]; readonly data: Float32Array };
  readonly labels: { readonly shape: readonly number[]; readonly data: Int32Array };
};

/** The discriminator's opinion of each example, [B], in inference mode and without augmentation. */
export function scoreStep(network: Network, loss: Loss, classes: number | undefined) {
  return (inputs: Partial<TensorsOf<ScoreInputs>>): { opinions: tf.Tensor } => {
    const labels =
      classes === undefined ? undefined : tf.oneHot(inputs.labels as never, classes, 1, 0, 'float32');
    return { opinions: tf.reshape(loss.opinion(pass(network, inputs.examples!, labels, false)), [-1]) };
  };
}
