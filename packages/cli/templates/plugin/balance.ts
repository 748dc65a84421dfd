import { defineBalance } from '@ganx/core/plugin';

/**
 * Gives the discriminator a second step in the iterations in which it told too few examples right at its latest step.
 *
 * Every iteration ends with one generator step.
 */
export const newThing = defineBalance({
  type: 'new-thing',
  description: 'Gives the discriminator more steps while it tells too few examples right.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      accuracy: {
        description: 'Share of examples that the discriminator must tell right, from 0 to 1.',
        type: 'number',
        minimum: 0,
        maximum: 1,
        default: 0.6,
      },
      mostSteps: {
        description: 'Discriminator steps that an iteration has at most.',
        type: 'integer',
        minimum: 1,
        default: 3,
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', accuracy: 0.75, mostSteps: 5 }],
  create: ({ accuracy, mostSteps }) => ({
    next({ turn, discriminator }) {
      const seen = discriminator?.accuracy ?? 0;
      const first = turn.discriminatorSteps === 0;
      if (first || (seen < accuracy && turn.discriminatorSteps < mostSteps)) {
        const why = first
          ? 'the first step of the iteration'
          : `accuracy ${seen.toFixed(2)} is below ${accuracy}`;
        return { phase: 'discriminator', endsIteration: false, reason: why };
      }
      return {
        phase: 'generator',
        endsIteration: true,
        reason: `after ${turn.discriminatorSteps} discriminator steps`,
      };
    },
  }),
});
