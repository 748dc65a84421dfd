import { OptionsError } from '@ganx/core';
import { defineLoss } from '@ganx/core/plugin';
import { add, mean, mul, type Scalar, square, sub, type Tensor } from '@tensorflow/tfjs-core';

const halfSquare = (score: Tensor, target: number): Scalar => mul(mean(square(sub(score, target))), 0.5);

/**
 * Least squares in place of cross-entropy, so that examples far on the right side of the border still pull.
 *
 *   D lowers   mean (dReal - real)^2 / 2 + mean (dFake - fake)^2 / 2
 *   G lowers   mean (dFake - aim)^2 / 2
 *
 * Shapes     dReal, dFake [B,1], raw outputs; results are scalars.
 * Params     real, fake: what D should answer; aim: what G wants it to answer. 1, 0, 1 as in the paper's experiments;
 *            1, -1, 0 makes G lower the Pearson chi-squared divergence.
 * Gradient   grows linearly with the distance; bounded only by the scores.
 * Source     Mao et al. 2017, arXiv:1611.04076, equations 2, 8 and 9.
 */
export const leastSquares = defineLoss({
  type: 'least-squares',
  description: 'Squared distance of the raw output from a target.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      real: {
        description: 'What the discriminator should answer for real examples.',
        type: 'number',
        default: 1,
      },
      fake: {
        description: 'What the discriminator should answer for generated examples.',
        type: 'number',
        default: 0,
      },
      aim: {
        description: 'What the generator wants the discriminator to answer.',
        type: 'number',
        default: 1,
      },
    },
  },
  examples: [{ type: 'least-squares' }, { type: 'least-squares', real: 1, fake: -1, aim: 0 }],
  source: 'Mao et al. 2017, arXiv:1611.04076',
  scores: 'targets',
  scoreRange: ({ real, fake, aim }) => [Math.min(real, fake, aim), Math.max(real, fake, aim)],
  create({ real, fake, aim }) {
    if (real <= fake) {
      throw new OptionsError(
        'real',
        `real (${real}) must lie above fake (${fake}), or a high score would mean "generated".`,
      );
    }
    return {
      discriminator: (dReal, dFake) => add<Scalar>(halfSquare(dReal, real), halfSquare(dFake, fake)),
      generator: (dFake) => halfSquare(dFake, aim),
      opinion: (score) => score,
      threshold: (real + fake) / 2,
    };
  },
});
