import { defineOptimizer } from '@ganx/core/plugin';
import { compose } from './compose.js';

/**
 * Optimizers one after the other: what one makes of gradients and weights is what the next one sees.
 *
 * Params     of: at least two; the last one has the learning rate and moves the weights.
 * Note       slots are named `adam.mean`; of two of one type the second is `type-2`.
 * Source     the composition of gradient transformations in Optax.
 */
export const chain = defineOptimizer({
  type: 'chain',
  description: 'Optimizers one after the other, of which the last moves the weights.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      of: {
        description:
          'The optimizers, in their order: those that change gradients first, then the one with the learning rate.',
        type: 'array',
        'x-ganx-component-list': 'optimizer',
        minItems: 2,
      },
    },
    required: ['of'],
  },
  examples: [
    { type: 'chain', of: [{ type: 'clip-by-global-norm', max: 1 }, { type: 'adam' }] },
    {
      type: 'chain',
      of: [
        { type: 'clip-by-value', max: 0.1 },
        { type: 'weight-decay', decay: 0.01 },
        { type: 'sgd', momentum: 0.9 },
      ],
    },
  ],
  source: 'DeepMind 2020, Optax, optax.chain',
  create({ of }, { optimizer }) {
    const times = new Map<string, number>();
    const links = of.map((own, i) => {
      const count = (times.get(own.type) ?? 0) + 1;
      times.set(own.type, count);
      // Slots are parts of names that a slash would cut.
      const type = own.type.replace('/', ':');
      return { name: count === 1 ? type : `${type}-${count}`, optimizer: optimizer(own, `of.${i}`) };
    });
    return compose(links);
  },
});
