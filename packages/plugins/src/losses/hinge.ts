import { defineLoss } from '@ganx/core/plugin';
import { add, mean, neg, relu, type Scalar, sub } from '@tensorflow/tfjs-core';

/**
 * The hinge game: D stops pushing examples that are on the right side of the margin.
 *
 *   D lowers   mean max(0, margin - dReal) + mean max(0, margin + dFake)
 *   G lowers   -mean dFake
 *
 * Shapes     dReal, dFake [B,1], raw scores; results are scalars.
 * Params     margin > 0; 1 in the papers.
 * Gradient   D's is 0 for examples beyond the margin; G's is constant.
 * Source     Lim & Ye 2017, arXiv:1705.02894; Miyato et al. 2018, arXiv:1802.05957.
 */
export const hinge = defineLoss({
  type: 'hinge',
  description: 'The discriminator cares only for examples inside a margin.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      margin: {
        description: 'Distance from 0 beyond which the discriminator is content.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 1,
      },
    },
  },
  examples: [{ type: 'hinge' }],
  source: 'Lim & Ye 2017, arXiv:1705.02894',
  scores: 'margin',
  create: ({ margin }) => ({
    discriminator: (dReal, dFake) =>
      add<Scalar>(mean(relu(sub(margin, dReal))), mean(relu(add(dFake, margin)))),
    generator: (dFake) => neg(mean<Scalar>(dFake)),
    opinion: (score) => score,
    threshold: 0,
  }),
});
