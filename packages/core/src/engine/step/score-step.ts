import * as tf from '@tensorflow/tfjs-core';
import type { TensorsOf } from '../../compute.js';
import { guarded } from '../../experiment/guard.js';
import { pass } from './forward.js';
import type { StepParts } from './parts.js';

export type ScoreInputs = {
  /** [B,...shape], scaled as the discriminator sees them. */
  readonly examples: { readonly shape: readonly number[]; readonly data: Float32Array };
  readonly labels: { readonly shape: readonly number[]; readonly data: Int32Array };
};

/**
 * The discriminator's opinion of each example, [B], in inference mode and without augmentation; the mean of its opinions
 * where it scores places.
 */
export function scoreStep({ classes, discriminator, loss, scoreOf }: StepParts) {
  return (inputs: Partial<TensorsOf<ScoreInputs>>): { opinions: tf.Tensor } => {
    const labels =
      classes === undefined ? undefined : tf.oneHot(inputs.labels as never, classes, 1, 0, 'float32');
    const examples = inputs.examples!;
    const { network } = discriminator;
    const output = network.transforms.within(() => pass(network, examples, labels, false));
    const score = scoreOf(output, examples);
    const opinions = guarded({ component: loss.component, hook: 'opinion' }, () => loss.value.opinion(score));
    const places = score.size / score.shape[0]!;
    return {
      opinions: places === 1 ? tf.reshape(opinions, [-1]) : tf.mean(tf.reshape(opinions, [-1, places]), 1),
    };
  };
}
