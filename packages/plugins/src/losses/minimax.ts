import { defineLoss } from '@ganx/core/plugin';
import { add, neg, type Scalar, sigmoid } from '@tensorflow/tfjs-core';
import { callFake, callReal, labelSmoothingOption } from './cross-entropy.js';

/**
 * The game of the original paper: the discriminator tells real from generated, the generator makes it say "real" less
 * wrongly, in the form that the theory is about.
 *
 *   D lowers   mean softplus(-dReal) + mean softplus(dFake)      (= -E log D(x) - E log(1 - D(G(z))))
 *   G lowers   -mean softplus(dFake)                             (= E log(1 - D(G(z))))
 *
 * Shapes     dReal, dFake [B,1], raw logits; results are scalars.
 * Params     labelSmoothing in [0, 0.5).
 * Gradient   G's fades where D is sure (slope sigmoid(dFake) / B, near 0 for very negative scores), which is why practice
 *            uses `non-saturating`.
 * Stability  softplus form; no log of a sigmoid.
 * Source     Goodfellow et al. 2014, arXiv:1406.2661, equation 1.
 */
export const minimax = defineLoss({
  type: 'minimax',
  description: 'The original game: the generator lowers log(1 - D(G(z))).',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      labelSmoothing: labelSmoothingOption,
    },
  },
  examples: [{ type: 'minimax' }],
  source: 'Goodfellow et al. 2014, arXiv:1406.2661, equation 1',
  scores: 'logits',
  create: ({ labelSmoothing }) => ({
    discriminator: (dReal, dFake) => add<Scalar>(callReal(dReal, labelSmoothing), callFake(dFake)),
    generator: (dFake) => neg(callFake(dFake)),
    opinion: sigmoid,
    threshold: 0,
  }),
});
