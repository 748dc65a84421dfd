import { defineBalance } from '@ganx/core/plugin';

/**
 * The same number of steps in every iteration: k discriminator steps, then one or more generator steps.
 * Source: Goodfellow et al. 2014, Algorithm 1 (k).
 */
export const constant = defineBalance({
  type: 'constant',
  description: 'A fixed number of discriminator and generator steps per iteration.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      discriminatorSteps: {
        description: 'Discriminator steps per iteration (k).',
        type: 'integer',
        minimum: 1,
        default: 1,
      },
      generatorSteps: {
        description: 'Generator steps per iteration, after the discriminator steps.',
        type: 'integer',
        minimum: 1,
        default: 1,
      },
    },
  },
  examples: [{ type: 'constant' }, { type: 'constant', discriminatorSteps: 5 }],
  source: 'Goodfellow et al. 2014, arXiv:1406.2661, Algorithm 1',
  create({ discriminatorSteps, generatorSteps }) {
    return {
      next({ turn }) {
        if (turn.discriminatorSteps < discriminatorSteps) {
          const step = turn.discriminatorSteps + 1;
          return {
            phase: 'discriminator',
            endsIteration: false,
            reason: `discriminator step ${step} of ${discriminatorSteps}`,
          };
        }
        const step = turn.generatorSteps + 1;
        return {
          phase: 'generator',
          endsIteration: step === generatorSteps,
          reason: `generator step ${step} of ${generatorSteps}`,
        };
      },
    };
  },
});
