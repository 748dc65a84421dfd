import { defineStoppingRule } from '@ganx/core/plugin';

/** The run is over after so many iterations: iteration >= max. */
export const iterations = defineStoppingRule({
  type: 'iterations',
  description: 'Stops after a number of iterations.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { max: { description: 'Iterations to make, at least 1.', type: 'integer', minimum: 1 } },
    required: ['max'],
  },
  examples: [{ type: 'iterations', max: 20000 }],
  verdicts: ['budget'],
  create: ({ max }) => ({
    budget: { counter: 'iteration', max },
    decide: ({ counters: { iteration } }) =>
      iteration >= max ? { type: 'budget', reason: `${iteration} of ${max} iterations are done` } : undefined,
  }),
});
