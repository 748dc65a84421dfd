import { defineSearch } from '@ganx/core/plugin';

/**
 * Spreads trials evenly over the space, along the additive sequence of the generalized golden ratio.
 *
 *   point_i = (shift + i * alpha) mod 1, alpha_j = g^-j for axis j, g the positive root of g^(d+1) = g + 1, d axes
 *
 * A search is a pure function of its request: trial i does not depend on the order in which trials are asked for, so a sweep
 * can be stopped and gone on with anywhere.
 *
 * Source     Roberts 2018, "The Unreasonable Effectiveness of Quasirandom Sequences".
 */
export const newThing = defineSearch({
  type: 'new-thing',
  description: 'Spreads trials evenly along a sequence of the golden ratio.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      skip: {
        description: 'Points of the sequence that are left out first.',
        type: 'integer',
        minimum: 0,
        default: 0,
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', skip: 100 }],
  create({ skip }, { axes }, random) {
    const steps = stepsOf(axes.length);
    // Drawn once, from the sweep's seed: another seed gives another sequence.
    const shifts = axes.map(() => random.uniform());
    return {
      propose: ({ index }) => steps.map((step, axis) => (shifts[axis]! + (skip + index + 1) * step) % 1),
    };
  },
});

/** g^-1, g^-2, ... for as many axes as there are. */
function stepsOf(dimensions: number): number[] {
  let root = 2;
  for (let i = 0; i < 50; i++) root = (1 + root) ** (1 / (dimensions + 1));
  return Array.from({ length: dimensions }, (_, axis) => root ** -(axis + 1));
}
