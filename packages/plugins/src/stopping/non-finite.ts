import { defineStoppingRule } from '@ganx/core/plugin';

/**
 * The run has diverged when a loss, a penalty or an opinion is not a finite number, for so many iterations in a row.
 *
 * State   iterations in a row.
 */
export const nonFinite = defineStoppingRule({
  type: 'non-finite',
  description: 'Stops when a loss or an opinion of the discriminator is not a finite number.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      patience: {
        description:
          'Iterations in a row that must be non-finite, at least 1. Weights never recover, so 1 wastes least.',
        type: 'integer',
        minimum: 1,
        default: 1,
      },
    },
  },
  examples: [{ type: 'non-finite' }],
  create({ patience }) {
    let inARow = 0;
    return {
      decide({ counters: { iteration }, discriminator, generator }) {
        const bad = [...nonFiniteOf('discriminator', discriminator), ...nonFiniteOf('generator', generator)];
        inARow = bad.length === 0 ? 0 : inARow + 1;
        if (inARow < patience) return undefined;
        const since = inARow === 1 ? '' : `, for ${inARow} iterations in a row`;
        return { type: 'diverged', reason: `at iteration ${iteration} ${bad.join(' and ')}${since}` };
      },
      save: () => inARow,
      load(saved) {
        inARow = saved as number;
      },
    };
  },
});

function nonFiniteOf(network: string, stats: object | undefined): string[] {
  return Object.entries(stats ?? {})
    .filter(([, value]) => typeof value === 'number' && !Number.isFinite(value))
    .map(([name, value]) => `the ${network}'s ${name} is ${value}`);
}
