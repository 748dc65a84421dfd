import { defineLoss } from '@ganx/core/plugin';
import { add, type Scalar, sigmoid } from '@tensorflow/tfjs-core';
import { callFake, callReal, labelSmoothingOption } from './cross-entropy.js';

/**
 * The game as the original paper recommends to play it: the generator raises log D(G(z)).
 *
 *   D lowers   mean softplus(-dReal) + mean softplus(dFake)      (= -E log D(x) - E log(1 - D(G(z))))
 *   G lowers   mean softplus(-dFake)                             (= -E log D(G(z)))
 *
 * Shapes     dReal, dFake [B,1], raw logits; results are scalars.
 * Params     labelSmoothing in [0, 0.5): 0.1 makes 0.9 the target for real examples.
 * Gradient   G's is strongest where D is sure that the example is generated (slope -> -1 / B).
 * Stability  softplus form; no log of a sigmoid.
 * Source     Goodfellow et al. 2014, arXiv:1406.2661, section 3; Salimans et al. 2016, arXiv:1606.03498 (smoothing).
 */
export const nonSaturating = defineLoss({
  type: 'non-saturating',
  description: 'The game as it is played in practice: the generator raises log D(G(z)).',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      labelSmoothing: labelSmoothingOption,
    },
  },
  examples: [{ type: 'non-saturating' }, { type: 'non-saturating', labelSmoothing: 0.1 }],
  source: 'Goodfellow et al. 2014, arXiv:1406.2661, section 3',
  scores: 'logits',
  create: ({ labelSmoothing }) => ({
    discriminator: (dReal, dFake) => add<Scalar>(callReal(dReal, labelSmoothing), callFake(dFake)),
    generator: (dFake) => callReal(dFake),
    opinion: sigmoid,
    threshold: 0,
  }),
});
