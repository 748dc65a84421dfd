import { defineWeightTransform } from '@ganx/core/plugin';
import { div, maximum, mul, sqrt, square, sum } from '@tensorflow/tfjs-core';

/**
 * Divides each kernel by its length where that is above a limit.
 *
 *   weight = raw limit / sqrt(max(|raw|^2, limit^2))
 *
 * Gradients pass through it to the raw weight, which is what the optimizer trains. What should be kept from step to step (as
 * the vectors of a power iteration) is declared in `memory` and moved by `next`.
 */
export const newThing = defineWeightTransform({
  type: 'new-thing',
  description: 'Keeps the length of each kernel below a limit.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      limit: { description: 'Largest length, above 0.', type: 'number', exclusiveMinimum: 0, default: 1 },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', limit: 2 }],
  create: ({ limit }) => ({
    // No root of 0, whose gradient is not finite.
    apply: (raw) => div(mul(raw, limit), sqrt(maximum(sum(square(raw)), limit * limit))),
  }),
});
