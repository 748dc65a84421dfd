import { OptionsError } from '@ganx/core';
import { boundsOf, defineOptimizer, type NumberNow } from '@ganx/core/plugin';
import { add, mul, sub } from '@tensorflow/tfjs-core';
import { learningRateAt, learningRateOption, scheduleOption } from './learning-rate.js';

/**
 * Gradient descent with momentum.
 *
 *   u = momentum u + rate g
 *   p = p - u                          plain
 *   p = p - (momentum u + rate g)      Nesterov, with the new u
 *
 * Shapes     p, g, u are alike. Without momentum there is no u.
 * Params     learningRate > 0; momentum in [0, 1), if momentumTo is set going there linearly over momentumUpdates updates.
 * Note       the rate is inside u, as in pylearn2 and Keras and unlike PyTorch: a change of rate acts on new gradients only.
 * Source     Sutskever et al. 2013. Goodfellow et al. 2014: rate 0.1 divided by 1.000004 at each update down to 1e-6,
 *            momentum from 0.5 to 0.7 over 250 epochs of 500 updates.
 */
export const sgd = defineOptimizer({
  type: 'sgd',
  description: 'Gradient descent, with momentum if asked.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      learningRate: learningRateOption(0.1),
      momentum: {
        description: 'Share of the last update that is kept, in [0, 1); 0 is none.',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0,
        'x-ganx-schedulable': true,
      },
      momentumTo: {
        description:
          'Momentum that is reached after momentumUpdates updates, in [0, 1). Left out: momentum stays.',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
      },
      momentumUpdates: {
        description: 'Updates of this network over which momentum goes to momentumTo, at least 1.',
        type: 'integer',
        minimum: 1,
      },
      nesterov: {
        description: 'Whether to take the gradient as if the momentum had been applied already.',
        type: 'boolean',
        default: false,
      },
      schedule: scheduleOption,
    },
  },
  examples: [
    { type: 'sgd', learningRate: 0.1 },
    {
      type: 'sgd',
      learningRate: 0.1,
      momentum: 0.5,
      momentumTo: 0.7,
      momentumUpdates: 125000,
      schedule: { shape: 'exponential', divideBy: 1.000004, floor: 1e-6 },
    },
  ],
  source: 'Sutskever et al. 2013; Goodfellow et al. 2014, arXiv:1406.2661',
  create({ learningRate, momentum, momentumTo, momentumUpdates, nesterov, schedule }) {
    if ((momentumTo === undefined) !== (momentumUpdates === undefined)) {
      throw new OptionsError(
        'momentumTo',
        'momentumTo and momentumUpdates belong together; set both or neither.',
      );
    }
    if (typeof momentum !== 'number' && momentumTo !== undefined) {
      throw new OptionsError(
        'momentumTo',
        'momentumTo has no place beside a momentum with a schedule; leave it out.',
      );
    }
    const moves = boundsOf(momentum)[1] > 0 || (momentumTo ?? 0) > 0;
    if (nesterov && !moves) {
      throw new OptionsError('nesterov', 'nesterov does nothing without momentum; set momentum, as 0.9.');
    }
    const rateAt = learningRateAt(learningRate, schedule);
    const momentumAt = (step: number, now: NumberNow) =>
      momentumTo === undefined || momentumUpdates === undefined
        ? now(momentum)
        : now(momentum) + (momentumTo - now(momentum)) * Math.min(1, (step - 1) / momentumUpdates);
    if (!moves) {
      return {
        slots: {},
        scalars: (step, rateFactor, now) => ({ learningRate: rateFactor * rateAt(step, now) }),
        update: ({ parameter, gradient, scalars }) => ({
          parameter: sub(parameter, mul(gradient, scalars.learningRate!)),
          slots: {},
        }),
      };
    }
    return {
      slots: { velocity: 0 },
      scalars: (step, rateFactor, now) => ({
        learningRate: rateFactor * rateAt(step, now),
        momentum: momentumAt(step, now),
      }),
      update({ parameter, gradient, slots, scalars }) {
        const step = mul(gradient, scalars.learningRate!);
        const velocity = add(mul(slots.velocity!, scalars.momentum!), step);
        const move = nesterov ? add(mul(velocity, scalars.momentum!), step) : velocity;
        return { parameter: sub(parameter, move), slots: { velocity } };
      },
    };
  },
});
