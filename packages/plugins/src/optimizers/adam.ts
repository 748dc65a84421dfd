import { defineOptimizer } from '@ganx/core/plugin';
import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { decayOption, epsilonOption, runningMean } from './decay.js';
import { learningRateAt, learningRateOption, scheduleOption } from './learning-rate.js';

/** The options of Adam. */
export const adamProperties = {
  learningRate: learningRateOption(2e-4),
  beta1: decayOption('Decay of the running mean of gradients, in [0, 1). GANs often use 0.5 or 0.', 0.9),
  beta2: decayOption('Decay of the running mean of squared gradients, in [0, 1).', 0.999),
  epsilon: epsilonOption,
  schedule: scheduleOption,
} as const;

/**
 * Steps scaled by running means of the gradient and of its square.
 *
 *   m = beta1 m + (1 - beta1) g        v = beta2 v + (1 - beta2) g^2
 *   p = p - rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 *
 * Shapes     p, g, m, v are alike; t counts this network's updates from 1.
 * Params     learningRate > 0; beta1, beta2 in [0, 1); epsilon > 0.
 * Stability  the two corrections are numbers of the host, folded into a step size and an epsilon, so that the graph has no
 *            op for them: rate sqrt(c2) / c1 * m / (sqrt(v) + epsilon sqrt(c2)) with ci = 1 - betai^t is the same value.
 * Note       where a beta moves, its correction is that of the step's own value, as in PyTorch.
 * Source     Kingma & Ba 2015, arXiv:1412.6980, algorithm 1. DCGAN (arXiv:1511.06434) uses 2e-4 and beta1 0.5.
 */
export const adam = defineOptimizer({
  type: 'adam',
  description: 'Steps scaled by running means of the gradient and its square.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: adamProperties,
  },
  examples: [
    { type: 'adam' },
    { type: 'adam', learningRate: 2e-4, beta1: 0.5 },
    { type: 'adam', beta2: { type: 'cosine', from: 0.9, to: 0.99, over: 2e7, counter: 'images' } },
    { type: 'adam', learningRate: 1e-4, schedule: { shape: 'linear', overUpdates: 100000 } },
  ],
  source: 'Kingma & Ba 2015, arXiv:1412.6980',
  create({ learningRate, beta1, beta2, epsilon, schedule }) {
    const rateAt = learningRateAt(learningRate, schedule);
    const [first, second] = [runningMean('beta1', beta1), runningMean('beta2', beta2)];
    return {
      slots: { mean: 0, meanSquare: 0 },
      scalars(step, rateFactor, now) {
        const rate = rateFactor * rateAt(step, now);
        const [c1, c2] = [1 - now(beta1) ** step, Math.sqrt(1 - now(beta2) ** step)];
        const means = { ...first.scalars(now), ...second.scalars(now) };
        return { learningRate: rate, stepSize: (rate * c2) / c1, epsilon: epsilon * c2, ...means };
      },
      update({ parameter, gradient, slots, scalars }) {
        const mean = first.next(slots.mean!, gradient, scalars);
        const meanSquare = second.next(slots.meanSquare!, square(gradient), scalars);
        const direction = div(mean, add(sqrt(meanSquare), scalars.epsilon!));
        return { parameter: sub(parameter, mul(direction, scalars.stepSize!)), slots: { mean, meanSquare } };
      },
    };
  },
});
