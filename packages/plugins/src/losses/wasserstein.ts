import { defineLoss } from '@ganx/core/plugin';
import { mean, neg, type Scalar, sub } from '@tensorflow/tfjs-core';

/**
 * The dual form of the Wasserstein distance, for a critic that is kept Lipschitz by `gradient-penalty` or
 * `weight-clipping`.
 *
 *   D lowers   mean dFake - mean dReal        (minus an estimate of the distance)
 *   G lowers   -mean dFake
 *
 * Shapes     dReal, dFake [B,1], raw scores; results are scalars.
 * Gradient   constant in the scores; nothing saturates.
 * Note       a critic's scores have no zero of their own, so that accuracy (with 0 as the border) says little here.
 * Source     Arjovsky et al. 2017, arXiv:1701.07875.
 */
export const wasserstein = defineLoss({
  type: 'wasserstein',
  description: 'The critic raises the difference of its mean scores; needs a Lipschitz constraint.',
  examples: [{ type: 'wasserstein' }],
  source: 'Arjovsky et al. 2017, arXiv:1701.07875',
  scores: 'critic',
  create: () => ({
    discriminator: (dReal, dFake) => sub<Scalar>(mean(dFake), mean(dReal)),
    generator: (dFake) => neg(mean<Scalar>(dFake)),
    opinion: (score) => score,
    threshold: 0,
  }),
});
