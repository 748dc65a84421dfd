import { defineCallback, type Json } from '@ganx/core/plugin';

/**
 * Logs by how much the losses of both networks differ, averaged over the iterations so far with a fading memory.
 *
 *   gap = memory gap + (1 - memory) |loss_D - loss_G|
 *
 * State  the average: `save` and `load` make a resumed run log the same numbers.
 */
export const newThing = defineCallback({
  type: 'new-thing',
  description: 'Logs a running average of the gap between both losses.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      memory: {
        description: 'Share of the old average that each iteration keeps, at least 0 and below 1.',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.9,
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', memory: 0.99, every: 100 }],
  create({ memory }) {
    let gap = 0;
    return {
      on: {
        iteration: ({ discriminator, generator }) => {
          if (!discriminator || !generator) return;
          gap = memory * gap + (1 - memory) * Math.abs(discriminator.loss - generator.loss);
        },
      },
      tick: ({ log }) => log.scalars({ 'new-thing/gap': gap }),
      save: () => gap,
      load: (state: Json) => {
        gap = state as number;
      },
    };
  },
});
