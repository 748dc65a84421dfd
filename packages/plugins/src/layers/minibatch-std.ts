import { defineLayer } from '@ganx/core/plugin';
import { add, concat, mean, moments, mul, ones, sqrt, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/** Adds one feature (or map) that tells how much the examples of the batch differ. */
export class MinibatchStd extends layers.Layer {
  static readonly className = 'ganx>minibatch-std';
  readonly epsilon: number;

  constructor(config: { name: string; epsilon: number }) {
    super({ name: config.name });
    this.epsilon = config.epsilon;
  }

  override computeOutputShape(shape: (number | null)[]): (number | null)[] {
    return [...shape.slice(0, -1), shape.at(-1)! + 1];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tidy(() => {
      const spread = mean(sqrt(add(moments(x, 0).variance, this.epsilon)));
      return concat([x, mul(ones([...x.shape.slice(0, -1), 1]), spread)], -1);
    });
  }

  override getConfig() {
    return { ...super.getConfig(), epsilon: this.epsilon };
  }
}

/**
 * One more feature, alike for the whole batch: how much its examples differ. A discriminator that sees it notices a
 * generator that always makes the same thing.
 *
 *   s = mean over features of sqrt( variance over the batch + epsilon )
 *
 * Shapes     x [B,n] to [B,n+1], or [B,H,W,C] to [B,H,W,C+1].
 * Gradient   reaches all examples of the batch; twice differentiable.
 * Stability  epsilon keeps the root's slope finite where all examples are alike.
 * Source     Karras et al. 2018, arXiv:1710.10196, section 3, with the whole batch as one group.
 */
export const minibatchStd = defineLayer({
  type: 'minibatch-std',
  description: 'Adds a feature that tells how much the examples of the batch differ.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      epsilon: {
        description: 'Added to the variance, above 0.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 1e-8,
      },
    },
  },
  examples: [{ type: 'minibatch-std' }],
  source: 'Karras et al. 2018, arXiv:1710.10196',
  mixesSamples: true,
  // Karras et al. 2018 train with it under a gradient penalty.
  suitsSlopePenalties: true,
  create: ({ epsilon }, { name }) => new MinibatchStd({ name, epsilon }),
});
