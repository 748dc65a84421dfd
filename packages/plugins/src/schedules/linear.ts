import { defineSchedule } from '@ganx/core/plugin';
import { from, over, rangeOf, to } from './options.js';

/**
 * In equal steps from one number to another.
 *
 *   x = from + (to - from) min(1, t / over)
 */
export const linear = defineSchedule({
  type: 'linear',
  description: 'Goes from one number to another in equal steps, and stays.',
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['from', 'to', 'over'],
    properties: { from, to, over },
  },
  examples: [{ type: 'linear', from: 0.5, to: 0.9, over: 10000 }],
  create: ({ from, to, over }) => ({
    at: (t) => from + (to - from) * Math.min(1, t / over),
    range: rangeOf(from, to),
  }),
});
