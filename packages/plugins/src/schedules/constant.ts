import { defineSchedule } from '@ganx/core/plugin';

/** The same number throughout: for a file that lays a fixed number over another file's schedule, with its log kept. */
export const constant = defineSchedule({
  type: 'constant',
  description: 'The same number throughout, logged as one that moves.',
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['value'],
    properties: { value: { description: 'The number throughout.', type: 'number' } },
  },
  examples: [{ type: 'constant', value: 0.5 }],
  create: ({ value }) => ({ at: () => value, range: [value, value] }),
});
