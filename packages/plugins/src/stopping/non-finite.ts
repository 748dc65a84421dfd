import { defineStoppingRule } from '@ganx/core/plugin';

/**
 * The run has diverged when a loss, a penalty or an opinion is not a finite number. The engine stops such a run in any
 * case, since weights never recover; the rule lets a spec say so, combine it, and read its name in the verdict.
 */
export const nonFinite = defineStoppingRule({
  type: 'non-finite',
  description: 'Stops when a loss or an opinion of the discriminator is not a finite number.',
  examples: [{ type: 'non-finite' }],
  verdicts: ['diverged'],
  create: () => ({
    decide({ counters: { iteration }, discriminator, generator }) {
      const bad = [...nonFiniteOf('discriminator', discriminator), ...nonFiniteOf('generator', generator)];
      if (bad.length === 0) return undefined;
      return { type: 'diverged', reason: `at iteration ${iteration} ${bad.join(' and ')}` };
    },
  }),
});

function nonFiniteOf(network: string, stats: object | undefined): string[] {
  return Object.entries(stats ?? {})
    .filter(([, value]) => typeof value === 'number' && !Number.isFinite(value))
    .map(([name, value]) => `the ${network}'s ${name} is ${value}`);
}
