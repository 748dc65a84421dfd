import { defineLoss } from '@ganx/core/plugin';
import { add, mean, neg, type Scalar, softplus, sub, type Tensor } from '@tensorflow/tfjs-core';

/**
 * A relativistic game: the discriminator does not say whether an example is real, but whether a real one is more real than
 * a generated one. With l(t) = softplus(-t) = -log sigmoid(t):
 *
 *   pair      D lowers  mean_b l(dReal_b - dFake_b)
 *             G lowers  mean_b l(dFake_b - dReal_b)
 *   average   D lowers  mean_b l(dReal_b - mean dFake) + mean_b l(mean dReal - dFake_b)
 *             G lowers  mean_b l(dFake_b - mean dReal) + mean_b l(mean dFake - dReal_b)
 *
 * Shapes     dReal, dFake [B,1], raw scores; results are scalars.
 * Gradient   reaches both scores in both games. It fades only where the generated example already beats the real one.
 * Stability  softplus of a difference, never the log of a sigmoid: finite with finite gradients for all finite scores.
 * Note       scores are only compared, so they have no zero of their own: accuracy (with 0 as the border) says little here.
 * Source     Jolicoeur-Martineau 2018, arXiv:1807.00734. The pairs, with `r1` and `r2`, are the loss of R3GAN: Huang et al.
 *            2024, arXiv:2501.05441.
 */
export const relativistic = defineLoss({
  type: 'relativistic',
  description: 'The discriminator says which of two examples is more real.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      against: {
        description:
          'What an example is compared with: one of the other side, or the average of the other side.',
        type: 'string',
        enum: ['pair', 'average'],
        default: 'pair',
      },
    },
  },
  examples: [{ type: 'relativistic' }, { type: 'relativistic', against: 'average' }],
  source: 'Jolicoeur-Martineau 2018, arXiv:1807.00734',
  scores: 'relative',
  create: ({ against }) => {
    const game = against === 'pair' ? overtakeInPairs : overtakeAverage;
    return {
      discriminator: (dReal, dFake) => game(dReal, dFake),
      // The same game with the sides changed. `generatorSeesReal` makes the engine give the real scores, too.
      generator: (dFake, dReal) => game(dFake, dReal!),
      generatorSeesReal: true,
      opinion: (score) => score,
      threshold: 0,
    };
  },
});

/** What `winner` lowers to score above `loser`, example by example. */
function overtakeInPairs(winner: Tensor, loser: Tensor): Scalar {
  return mean(softplus(neg(sub(winner, loser))));
}

/** What `winner` lowers to score above the average of `loser`, and to have its own average above each of `loser`. */
function overtakeAverage(winner: Tensor, loser: Tensor): Scalar {
  return add(overtakeInPairs(winner, mean(loser)), overtakeInPairs(mean(winner), loser));
}
