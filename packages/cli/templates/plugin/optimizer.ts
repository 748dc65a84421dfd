import { defineOptimizer } from '@ganx/core/plugin';
import { add, mul, sub } from '@tensorflow/tfjs-core';

/**
 * Gradient descent with a heavy ball.
 *
 *   v = momentum v + g,   p = p - rate v
 *
 * State  goes in and comes out: the slot `velocity` is one tensor of the parameter's shape that ganx keeps and saves.
 */
export const newThing = defineOptimizer({
  type: 'new-thing',
  description: 'Gradient descent with a heavy ball.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      learningRate: {
        description: 'Step size, above 0.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 0.01,
      },
      momentum: {
        description: 'Share of the velocity that is kept, at least 0 and below 1.',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.5,
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', learningRate: 0.05, momentum: 0 }],
  create: ({ learningRate, momentum }) => ({
    slots: { velocity: 0 },
    // The factor falls below 1 where a run that diverged has gone back (`rollBack:` in the spec).
    scalars: (_step, rateFactor) => ({ learningRate: rateFactor * learningRate }),
    update({ parameter, gradient, slots, scalars }) {
      const velocity = add(mul(slots.velocity!, momentum), gradient);
      return { parameter: sub(parameter, mul(velocity, scalars.learningRate!)), slots: { velocity } };
    },
  }),
});
