import { OptionsError } from '@ganx/core';
import { defineSchedule } from '@ganx/core/plugin';

/**
 * Falls as one over the root of the count, down to a floor.
 *
 *   x = max(to, from / sqrt(1 + t / per))
 *
 * State  none: a number depends on the count alone, so a resumed run goes on exactly.
 */
export const newThing = defineSchedule({
  type: 'new-thing',
  description: 'Falls as one over the root of the count, down to a floor.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      from: { description: 'The first number, above 0.', type: 'number', exclusiveMinimum: 0, default: 2e-4 },
      to: { description: 'The floor, above 0.', type: 'number', exclusiveMinimum: 0, default: 2e-5 },
      per: {
        description: 'Three of these halve the number.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 1e4,
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', from: 1, to: 0.5, per: 100 }],
  create({ from, to, per }) {
    if (to > from) throw new OptionsError('to', `The floor ${to} lies above the first number ${from}.`);
    // The range is held against the bounds of the option that the schedule stands in.
    return { at: (t) => Math.max(to, from / Math.sqrt(1 + t / per)), range: [to, from] };
  },
});
