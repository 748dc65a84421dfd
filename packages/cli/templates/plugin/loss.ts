import { defineLoss } from '@ganx/core/plugin';
import { add, mean, neg, relu, type Scalar, sub } from '@tensorflow/tfjs-core';

/**
 * A hinge with a margin; change it into the game that you want.
 *
 *   D lowers   mean max(0, margin - dReal) + mean max(0, margin + dFake)
 *   G lowers   -mean dFake
 *
 * Shapes  dReal, dFake [B,1], raw scores of the discriminator; results are scalars.
 */
export const newThing = defineLoss({
  type: 'new-thing',
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
  examples: [{ type: 'new-thing' }, { type: 'new-thing', margin: 2 }],
  create: ({ margin }) => ({
    discriminator: (dReal, dFake) =>
      add<Scalar>(mean(relu(sub(margin, dReal))), mean(relu(add(dFake, margin)))),
    generator: (dFake) => neg(mean<Scalar>(dFake)),
    opinion: (score) => score,
    threshold: 0,
  }),
});
