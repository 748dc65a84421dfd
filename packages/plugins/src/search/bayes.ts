import { defineSearch } from '@ganx/core/plugin';
import { makeTpe, tpeOptions } from './tpe.js';

/** W&B's name for a search that learns. There it is a Gaussian process, here a tree-structured Parzen estimator. */
export const bayes = defineSearch({
  type: 'bayes',
  description: 'The same as tpe, by the name that W&B gives to its search that learns.',
  options: tpeOptions,
  examples: [{ type: 'bayes' }],
  usesHistory: true,
  create: makeTpe,
});
