import { defineLayer, type StepRandom } from '@ganx/core/plugin';
import { add, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/** The standard layer with noise from the run's own stream; exports load in plain TensorFlow.js as its own. */
class StreamGaussianNoise extends layers.Layer {
  static readonly className = 'GaussianNoise';
  readonly #deviation: number;
  readonly #random: StepRandom;

  constructor(name: string, deviation: number, random: StepRandom) {
    super({ name });
    this.#deviation = deviation;
    this.#random = random;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (kwargs.training !== true || this.#deviation === 0) return x;
    return tidy(() => add(x, this.#random.normal(x.shape, 0, this.#deviation)));
  }

  override getConfig() {
    return { ...super.getConfig(), stddev: this.#deviation };
  }
}

/**
 * Adds noise in training.
 *
 *   training    y = x + n, n ~ N(0, deviation^2) for each value
 *   otherwise   y = x
 *
 * Shapes     y as x.
 * Random     one tensor of x's shape from the layer's own stream at each call in training.
 * Gradient   reaches x unchanged.
 * Source     Arjovsky & Bottou 2017, arXiv:1701.04862 (noise on the discriminator's input).
 */
export const gaussianNoise = defineLayer({
  type: 'gaussian-noise',
  description: 'Adds Gaussian noise in training.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      deviation: {
        description: 'Standard deviation of the noise, at least 0.',
        type: 'number',
        minimum: 0,
        default: 0.1,
      },
    },
  },
  examples: [{ type: 'gaussian-noise' }, { type: 'gaussian-noise', deviation: 0.05 }],
  source: 'Arjovsky & Bottou 2017, arXiv:1701.04862',
  create: ({ deviation }, { name, random }) => new StreamGaussianNoise(name, deviation, random),
});
