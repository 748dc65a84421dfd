import { defineLoss } from '@ganx/core/plugin';
import {
  abs,
  add,
  clipByValue,
  mean,
  mul,
  neg,
  reshape,
  type Scalar,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';

/**
 * The discriminator is an autoencoder: how well it rebuilds an example is how real the example is to it (BEGAN).
 *
 *   L(x)       = mean |x - D(x)|, over values and batch; the score of an example is minus its own
 *   D lowers   L(real) - k L(fake)
 *   G lowers   L(fake)
 *   k          = clip( k + rate * (gamma L(real) - L(fake)), 0, 1 ), after each discriminator step, from 0 on
 *
 * Shapes     D maps examples [B,...shape] to the same shape; results are scalars.
 * Params     gamma in (0, 1]: diversity, the wanted L(fake) / L(real); rate > 0.
 * Stats      k; convergence: L(real) + |gamma L(real) - L(fake)|, the authors' measure, which falls as samples get better.
 * Note       scores are at most 0 and have no border, so that accuracy says nothing here.
 * Source     Berthelot, Schumm & Metz 2017, arXiv:1703.10717, section 3.4.
 */
export const began = defineLoss({
  type: 'began',
  description: 'The discriminator rebuilds examples, and how well it does is how real they are to it.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      gamma: {
        description:
          'Wanted ratio of the errors on generated and on real examples, in (0, 1]: lower values favour quality over diversity.',
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1,
        default: 0.5,
      },
      rate: {
        description: 'How fast k follows the balance of the errors, above 0.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 0.001,
      },
    },
  },
  examples: [{ type: 'began' }, { type: 'began', gamma: 0.7 }],
  source: 'Berthelot, Schumm & Metz 2017, arXiv:1703.10717',
  create: ({ gamma, rate }) => ({
    scoreOf: (answer, examples) => {
      const error = reshape(abs(sub(examples, answer)), [examples.shape[0]!, -1]);
      return neg(mean(error, 1, true));
    },
    opinion: (score: Tensor) => score,
    threshold: 0,
    term: {
      memory: { k: { shape: [], value: 0 } },
      stats: { discriminator: ['k', 'convergence'] },
      discriminator({ real, fake, answer, memory }) {
        const [ofReal, ofFake] = [real, fake].map((side) => neg<Scalar>(mean(answer(side).score)));
        const k = memory.k!;
        const balance = sub<Scalar>(mul(ofReal!, gamma), ofFake!);
        return {
          loss: sub<Scalar>(ofReal!, mul(k, ofFake!)),
          stats: { k: k as Scalar, convergence: add<Scalar>(ofReal!, abs(balance)) },
          memory: { k: clipByValue(add(k, mul(balance, rate)), 0, 1) },
        };
      },
      generator: ({ fake, answer }) => neg<Scalar>(mean(answer(fake).score)),
    },
  }),
});
