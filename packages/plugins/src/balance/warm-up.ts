import { defineBalance } from '@ganx/core/plugin';
import { generatorStepsOption, nextInTurn } from './turn.js';

/**
 * Many discriminator steps in the first iterations, and again at every n-th one; few otherwise. A critic that is near its
 * optimum gives the generator a better direction.
 *
 *   k(i) = warmUpSteps          if i < warmUpIterations, or repeatEvery > 0 and i mod repeatEvery = 0
 *          discriminatorSteps   otherwise                      (i counts iterations from 0)
 *
 * Source  Arjovsky et al. 2017, arXiv:1701.07875: the authors' code makes 100 critic steps in the first 25 iterations and
 *         at every 500th, 5 in the others.
 */
export const warmUp = defineBalance({
  type: 'warm-up',
  description: 'Many discriminator steps in the first iterations and at every n-th, few otherwise.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      discriminatorSteps: {
        description: 'Discriminator steps per iteration after the warm-up, at least 1.',
        type: 'integer',
        minimum: 1,
        default: 5,
      },
      warmUpSteps: {
        description: 'Discriminator steps per iteration in the warm-up, at least 1.',
        type: 'integer',
        minimum: 1,
        default: 100,
      },
      warmUpIterations: {
        description: 'How many iterations the warm-up lasts, at least 0.',
        type: 'integer',
        minimum: 0,
        default: 25,
      },
      repeatEvery: {
        description:
          'Every iteration whose number (from 0) is a multiple of this is a warm-up one too; 0 is never.',
        type: 'integer',
        minimum: 0,
        default: 500,
      },
      generatorSteps: generatorStepsOption,
    },
  },
  examples: [
    { type: 'warm-up' },
    { type: 'warm-up', discriminatorSteps: 1, warmUpSteps: 10, warmUpIterations: 100, repeatEvery: 0 },
  ],
  source: 'Arjovsky et al. 2017, arXiv:1701.07875',
  create({ discriminatorSteps, warmUpSteps, warmUpIterations, repeatEvery, generatorSteps }) {
    return {
      next({ turn, counters: { iteration } }) {
        if (iteration < warmUpIterations) {
          return nextInTurn(
            turn,
            warmUpSteps,
            generatorSteps,
            `warm-up iteration ${iteration + 1} of ${warmUpIterations}`,
          );
        }
        if (repeatEvery > 0 && iteration % repeatEvery === 0) {
          return nextInTurn(
            turn,
            warmUpSteps,
            generatorSteps,
            `iteration ${iteration} is a multiple of ${repeatEvery}`,
          );
        }
        return nextInTurn(turn, discriminatorSteps, generatorSteps, 'after the warm-up');
      },
    };
  },
});
