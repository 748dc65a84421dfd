import { defineSchedule } from '@ganx/core/plugin';

/**
 * Grows from near 0 in equal steps, and stays.
 *
 *   x = to min(1, (t + 1) / over)
 *
 * The first number is not 0, so that an option which must be above 0 (a learning rate) may begin so.
 */
export const warmUp = defineSchedule({
  type: 'warm-up',
  description: 'Grows from near 0 to a number in equal steps, and stays.',
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['to', 'over'],
    properties: {
      to: { description: 'The number that is reached, above 0.', type: 'number', exclusiveMinimum: 0 },
      over: {
        description: 'How much of the counter the growth takes, at least 1.',
        type: 'number',
        minimum: 1,
      },
    },
  },
  examples: [{ type: 'warm-up', to: 0.8, over: 500 }],
  source: 'Goyal et al. 2017, arXiv:1706.02677, section 2.2',
  create: ({ to, over }) => ({
    at: (t) => to * Math.min(1, (t + 1) / over),
    range: [to / over, to],
  }),
});
