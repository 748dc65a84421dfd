import { OptionsError } from '@ganx/core';
import { defineSchedule } from '@ganx/core/plugin';
import { over, rangeOf } from './options.js';

const positive = (description: string) => ({ description, type: 'number', exclusiveMinimum: 0 }) as const;

/**
 * By equal factors from one number to another.
 *
 *   x = from (to / from)^min(1, t / over)
 *
 * Params     from, to > 0.
 * Stability  computed as exp of a log, so that from and to may be of any size.
 */
export const exponential = defineSchedule({
  type: 'exponential',
  description: 'Goes from one number to another by equal factors, and stays. Both are above 0.',
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['from', 'to', 'over'],
    properties: {
      from: positive('The first number, above 0.'),
      to: positive('The last number, above 0.'),
      over,
    },
  },
  examples: [{ type: 'exponential', from: 0.9, to: 0.09, over: 20000 }],
  create({ from, to, over }) {
    const rate = Math.log(to) - Math.log(from);
    if (!Number.isFinite(rate)) throw new OptionsError('to', `No factor leads from ${from} to ${to}.`);
    return {
      at: (t) => (t >= over ? to : from * Math.exp((rate * t) / over)),
      range: rangeOf(from, to),
    };
  },
});
