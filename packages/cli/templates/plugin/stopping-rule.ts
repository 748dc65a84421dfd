import { defineStoppingRule, type Json } from '@ganx/core/plugin';

/**
 * The run is over once the discriminator has told almost all examples right for a number of iterations in a row: the generator no
 * longer gets advice.
 *
 * State  how many iterations in a row it has been: `save` and `load` make a resumed run stop where it would have.
 */
export const newThing = defineStoppingRule({
  type: 'new-thing',
  description: 'Stops when the discriminator has won for a number of iterations in a row.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      accuracy: {
        description: 'Share of examples told right from which on it counts as won, up to 1.',
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1,
        default: 0.99,
      },
      iterations: { description: 'Iterations in a row.', type: 'integer', minimum: 1, default: 500 },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', accuracy: 0.9, iterations: 5 }],
  create({ accuracy, iterations }) {
    let won = 0;
    return {
      decide({ discriminator }) {
        won = discriminator !== undefined && discriminator.accuracy >= accuracy ? won + 1 : 0;
        if (won < iterations) return undefined;
        return { type: 'overpowered', reason: `the accuracy was at least ${accuracy} for ${won} iterations` };
      },
      save: () => won,
      load: (state: Json) => {
        won = state as number;
      },
    };
  },
});
