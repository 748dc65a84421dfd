import { defineOptimizer } from '@ganx/core/plugin';
import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { decayOption, epsilonOption, runningMean } from './decay.js';
import { learningRateAt, learningRateOption, scheduleOption } from './learning-rate.js';

/**
 * Steps scaled by the root of a running mean of squared gradients.
 *
 *   v = decay v + (1 - decay) g^2
 *   p = p - rate * g / (sqrt(v) + epsilon)
 *
 * Shapes     p, g, v are alike; v starts at 0.
 * Params     learningRate > 0; decay in [0, 1); epsilon > 0, outside the root as in PyTorch.
 * Source     Tieleman & Hinton 2012; WGAN (arXiv:1701.07875) uses it with 5e-5.
 */
export const rmsprop = defineOptimizer({
  type: 'rmsprop',
  description: 'Steps scaled by the root of a running mean of squared gradients.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      learningRate: learningRateOption(5e-5),
      decay: decayOption('Decay of the running mean of squared gradients, in [0, 1).', 0.99),
      epsilon: epsilonOption,
      schedule: scheduleOption,
    },
  },
  examples: [{ type: 'rmsprop' }, { type: 'rmsprop', learningRate: 5e-5 }],
  source: 'Tieleman & Hinton 2012, Coursera lecture 6.5',
  create({ learningRate, decay, epsilon, schedule }) {
    const rateAt = learningRateAt(learningRate, schedule);
    const mean = runningMean('decay', decay);
    return {
      slots: { meanSquare: 0 },
      scalars: (step, rateFactor, now) => ({
        learningRate: rateFactor * rateAt(step, now),
        ...mean.scalars(now),
      }),
      update({ parameter, gradient, slots, scalars }) {
        const meanSquare = mean.next(slots.meanSquare!, square(gradient), scalars);
        const direction = div(gradient, add(sqrt(meanSquare), epsilon));
        return { parameter: sub(parameter, mul(direction, scalars.learningRate!)), slots: { meanSquare } };
      },
    };
  },
});
