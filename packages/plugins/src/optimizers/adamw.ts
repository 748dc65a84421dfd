import { defineOptimizer } from '@ganx/core/plugin';
import { adam, adamProperties } from './adam.js';
import { compose } from './compose.js';
import { decayOptions, shrinking } from './weight-decay.js';

/**
 * Adam whose weights become smaller beside the gradient: a chain of `weight-decay` and `adam`.
 *
 *   p = p - rate * decay * p, then Adam's step
 *
 * Params     those of `adam` and of `weight-decay`.
 * Source     Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2; the decay is multiplied by the learning rate, as in
 *            PyTorch.
 */
export const adamw = defineOptimizer({
  type: 'adamw',
  description: 'Adam whose weights become smaller beside the gradient.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { ...adamProperties, ...decayOptions },
  },
  examples: [{ type: 'adamw' }, { type: 'adamw', learningRate: 2e-4, beta1: 0.5, decay: 0.05 }],
  source: 'Loshchilov & Hutter 2019, arXiv:1711.05101',
  create: ({ decay, kinds, ...own }, context) =>
    compose([
      { name: 'decay', optimizer: shrinking(decay, kinds) },
      { name: 'adam', optimizer: adam.create(own, context) },
    ]),
});
