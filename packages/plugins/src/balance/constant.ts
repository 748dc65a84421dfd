import { defineBalance } from '@ganx/core/plugin';
import { generatorStepsOption, nextInTurn } from './turn.js';

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
      generatorSteps: generatorStepsOption,
    },
  },
  examples: [
    { type: 'constant' },
    { type: 'constant', discriminatorSteps: 5 },
    { type: 'constant', generatorSteps: 2 },
  ],
  source: 'Goodfellow et al. 2014, arXiv:1406.2661, Algorithm 1',
  create({ discriminatorSteps, generatorSteps }) {
    return {
      next({ turn }) {
        return nextInTurn(turn, discriminatorSteps, generatorSteps);
      },
    };
  },
});
