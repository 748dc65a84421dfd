import { defineOptimizer, updatesOf } from '@ganx/core/plugin';
import { add, cast, div, where, zerosLike } from '@tensorflow/tfjs-core';
import { named, ownOf } from './compose.js';

/**
 * Updates once in several steps, with the mean of their gradients: a larger batch than fits into memory.
 *
 *   s = s + g; every n-th step: update by s / n, then s = 0
 *
 * Params     steps n >= 2; of: the optimizer, which counts its own updates: every n-th step of the network.
 * Note       layers that look at a whole batch (batch norm) still see one step's. Averaged weights (`ema`) and everything
 *            that counts steps count all of them.
 * Source     BigGAN's accumulation (Brock et al. 2019, arXiv:1809.11096, appendix C); optax.MultiSteps.
 */
export const accumulate = defineOptimizer({
  type: 'accumulate',
  description: 'Updates once in several steps, with the mean of their gradients.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      steps: {
        description: 'Steps of the network for each update, at least 2.',
        type: 'integer',
        minimum: 2,
      },
      of: { description: 'The optimizer that updates.', 'x-ganx-component': 'optimizer' },
    },
    required: ['steps', 'of'],
  },
  examples: [{ type: 'accumulate', steps: 4, of: { type: 'adam', beta1: 0 } }],
  source: 'Brock et al. 2019, arXiv:1809.11096',
  create({ steps, of }, { optimizer }) {
    const inner = optimizer(of, 'of');
    return {
      slots: { ...named('of', inner.slots), gradientSum: 0 },
      scalars(step, rateFactor, now) {
        const { learningRate, ...own } = inner.scalars(Math.ceil(step / steps), rateFactor, now);
        const isDue = step % steps === 0 ? 1 : 0;
        return { ...named('of', own), isDue, ...(learningRate === undefined ? {} : { learningRate }) };
      },
      updateAll(due, scalars) {
        const sums = due.map(({ gradient, slots }) => add(slots.gradientSum!, gradient));
        const weights = due.map((weight, i) => ({
          ...weight,
          gradient: div(sums[i]!, steps),
          slots: ownOf('of', weight.slots),
        }));
        const { learningRate } = scalars;
        const updates = updatesOf(inner, weights, {
          ...ownOf('of', scalars),
          ...(learningRate && { learningRate }),
        });
        const isDue = cast(scalars.isDue!, 'bool');
        return updates.map(({ parameter, slots }, i) => {
          const before = weights[i]!;
          const next = Object.entries(slots).map(([name, slot]) => [
            name,
            where(isDue, slot, before.slots[name]!),
          ]);
          return {
            parameter: where(isDue, parameter, before.parameter),
            slots: {
              ...named('of', Object.fromEntries(next)),
              gradientSum: where(isDue, zerosLike(sums[i]!), sums[i]!),
            },
          };
        });
      },
    };
  },
});
