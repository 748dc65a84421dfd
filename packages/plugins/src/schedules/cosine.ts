import { defineSchedule } from '@ganx/core/plugin';
import { from, over, rangeOf, to } from './options.js';

/**
 * Slowly away from one number, fast midway, slowly to the other.
 *
 *   x = to + (from - to) (1 + cos(pi min(1, t / over))) / 2
 *
 * Source  Loshchilov & Hutter 2017, arXiv:1608.03983, without restarts; R3GAN (arXiv:2501.05441, appendix D) moves the
 *         learning rate, the penalty, beta2, the average and the augmentation so, over images.
 */
export const cosine = defineSchedule({
  type: 'cosine',
  description: 'Goes from one number to another along half a cosine, and stays.',
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['from', 'to', 'over'],
    properties: { from, to, over },
  },
  examples: [{ type: 'cosine', from: 0.9, to: 0.2, over: 20000 }],
  source: 'Loshchilov & Hutter 2017, arXiv:1608.03983',
  create: ({ from, to, over }) => ({
    at: (t) => to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(1, t / over)))) / 2,
    range: rangeOf(from, to),
  }),
});
