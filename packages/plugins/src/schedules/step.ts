import { OptionsError } from '@ganx/core';
import { defineSchedule } from '@ganx/core/plugin';
import { rangeOf } from './options.js';

/**
 * Multiplied at regular counts, until a last number is reached.
 *
 *   x = from by^floor(t / every), never beyond `to`
 */
export const step = defineSchedule({
  type: 'step',
  description: 'Is multiplied at regular counts until a last number is reached.',
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['from', 'by', 'every', 'to'],
    properties: {
      from: { description: 'The first number, above 0.', type: 'number', exclusiveMinimum: 0 },
      by: {
        description: 'The factor of each step, above 0: 0.5 halves.',
        type: 'number',
        exclusiveMinimum: 0,
      },
      every: {
        description: 'How much of the counter lies between two steps, above 0.',
        type: 'number',
        exclusiveMinimum: 0,
      },
      to: { description: 'Where it stops, at least 0.', type: 'number', minimum: 0 },
    },
  },
  examples: [{ type: 'step', from: 0.8, by: 0.5, every: 5000, to: 0.1 }],
  create({ from, by, every, to }) {
    if (by < 1 ? to > from : to < from) {
      throw new OptionsError(
        'to',
        `Steps by ${by} from ${from} lead ${by < 1 ? 'down' : 'up'}, away from ${to}: the schedule would end before it begins.`,
      );
    }
    const stop = by < 1 ? Math.max : Math.min;
    return { at: (t) => stop(to, from * by ** Math.floor(t / every)), range: rangeOf(from, to) };
  },
});
