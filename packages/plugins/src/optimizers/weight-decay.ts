import { defineOptimizer, type Schedulable, type WeightOptimizer } from '@ganx/core/plugin';
import { mul, sub } from '@tensorflow/tfjs-core';

/** The options of weight decay. */
export const decayOptions = {
  decay: {
    description: 'Share of a weight that a step with a learning rate of 1 would take away, at least 0.',
    type: 'number',
    minimum: 0,
    default: 0.01,
    'x-ganx-schedulable': true,
  },
  kinds: {
    description:
      'Which weights become smaller, by the last word of their names: usually kernels, not biases and the gains of norms.',
    type: 'array',
    items: { type: 'string', minLength: 1 },
    minItems: 1,
    default: ['kernel'],
  },
} as const;

/** See `weightDecay`. */
export const shrinking = (decay: Schedulable, kinds: readonly string[]): WeightOptimizer => ({
  slots: {},
  scalars: (_step, _rateFactor, now) => ({ decay: now(decay) }),
  update: ({ kind, parameter, scalars }) => ({
    parameter: kinds.includes(kind)
      ? sub(parameter, mul(parameter, mul(scalars.learningRate!, scalars.decay!)))
      : parameter,
    slots: {},
  }),
});

/**
 * Makes weights smaller by a share of themselves, beside their gradients and not within them.
 *
 *   p = p - rate * decay * p        rate: the learning rate of the chain
 *
 * Params     decay >= 0; kinds of weights.
 * Source     Loshchilov & Hutter 2019, arXiv:1711.05101; multiplied by the learning rate, as PyTorch does it.
 */
export const weightDecay = defineOptimizer({
  type: 'weight-decay',
  description: 'Makes weights smaller by a share of themselves, beside the gradient; for a chain.',
  options: { type: 'object', additionalProperties: false, properties: decayOptions },
  examples: [{ type: 'weight-decay' }, { type: 'weight-decay', decay: 0.1, kinds: ['kernel', 'gamma'] }],
  source: 'Loshchilov & Hutter 2019, arXiv:1711.05101',
  create: ({ decay, kinds }) => shrinking(decay, kinds),
});
