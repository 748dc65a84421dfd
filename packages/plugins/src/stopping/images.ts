import { defineStoppingRule } from '@ganx/core/plugin';

/** The run is over once the discriminator was shown so many real examples, repetitions counted: images >= max. */
export const images = defineStoppingRule({
  type: 'images',
  description: 'Stops once the discriminator has been shown a number of real examples, repetitions counted.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { max: { description: 'Real examples to show, at least 1.', type: 'integer', minimum: 1 } },
    required: ['max'],
  },
  examples: [{ type: 'images', max: 1000000 }],
  verdicts: ['budget'],
  create: ({ max }) => ({
    budget: { counter: 'images', max },
    decide: ({ counters }) =>
      counters.images >= max
        ? { type: 'budget', reason: `${counters.images} of ${max} real examples were shown` }
        : undefined,
  }),
});
