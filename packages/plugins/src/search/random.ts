import { defineSearch } from '@ganx/core/plugin';

/** Independent draws from every axis' own distribution. */
export const random = defineSearch({
  type: 'random',
  description: 'Draws every trial at random, independent of all others.',
  examples: [{ type: 'random' }],
  source: 'Bergstra and Bengio 2012, JMLR 13',
  create: (_options, { axes }) => ({ propose: ({ random }) => axes.map(() => random.uniform()) }),
});
