import { defineLayer, type StepRandom } from '@ganx/core/plugin';
import { mul, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/**
 * The standard layer with a mask from the run's own stream. It keeps the standard class name, so that an exported network
 * loads in plain TensorFlow.js as its own dropout.
 */
class StreamDropout extends layers.Layer {
  static readonly className = 'Dropout';
  readonly #rate: number;
  readonly #random: StepRandom;

  constructor(name: string, rate: number, random: StepRandom) {
    super({ name });
    this.#rate = rate;
    this.#random = random;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (kwargs.training !== true || this.#rate === 0) return x;
    const keep = 1 - this.#rate;
    return tidy(() => mul(mul(x, this.#random.bernoulli(x.shape, keep)), 1 / keep));
  }

  override getConfig() {
    return { ...super.getConfig(), rate: this.#rate, noiseShape: null, seed: null };
  }
}

/**
 * Sets a random share of the values to 0 in training, and scales the others so that the mean stays.
 *
 *   training    y = x * mask / keep, mask ~ Bernoulli(keep) for each value, keep = 1 - rate
 *   otherwise   y = x
 *
 * Shapes     y as x.
 * Params     rate in [0, 1): the share that is dropped.
 * Random     one mask of x's shape from the layer's own stream at each call in training.
 * Gradient   reaches x where the mask is 1; twice differentiable.
 * Source     Srivastava et al. 2014. Goodfellow et al. 2014 dropped 0.2 of the first and 0.5 of the other hidden inputs.
 */
export const dropout = defineLayer({
  type: 'dropout',
  description: 'Sets a random share of the values to 0 in training.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      rate: {
        description: 'Share of the values that is dropped, in [0, 1).',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.5,
      },
    },
  },
  examples: [{ type: 'dropout' }, { type: 'dropout', rate: 0.3 }],
  source: 'Srivastava et al. 2014, JMLR 15',
  create: ({ rate }, { name, random }) => new StreamDropout(name, rate, random),
});
