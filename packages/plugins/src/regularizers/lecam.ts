import { defineRegularizer } from '@ganx/core/plugin';
import {
  add,
  cast,
  greaterEqual,
  mean,
  mul,
  relu,
  type Scalar,
  square,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';

/**
 * Keeps scores near the running averages of the other side's scores, so that a discriminator with few examples does not
 * learn them by heart (LeCam).
 *
 *   penalty = weight * ( mean max(0, dReal - averageFake)^2 + mean max(0, averageReal - dFake)^2 )
 *   average = decay * average + (1 - decay) * mean score, after each step
 *
 * Before step `start` of the discriminator the penalty is 0 and the averages are the latest means.
 *
 * Shapes     dReal, dFake [B,1]; result is a scalar.
 * Params     weight >= 0 (0.3 for CIFAR-10 in the paper); decay in [0, 1); start >= 0.
 * Gradient   reaches the scores; none passes the averages.
 * Stats      average-real, average-fake: the averages that the penalty was made with.
 * Source     Tseng et al. 2021, arXiv:2104.03310, with the one-sided form and the defaults of the authors' code.
 */
export const lecam = defineRegularizer({
  type: 'lecam',
  description: "Keeps scores near the running averages of the other side's scores.",
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      weight: {
        description: 'Weight of the penalty, at least 0.',
        type: 'number',
        minimum: 0,
        default: 0.3,
        'x-ganx-schedulable': true,
      },
      decay: {
        description: 'Share of the old averages that each step keeps, in [0, 1).',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.99,
      },
      start: {
        description: 'Discriminator steps without the penalty, while the averages follow the scores at once.',
        type: 'integer',
        minimum: 0,
        default: 1000,
      },
    },
  },
  examples: [{ type: 'lecam' }, { type: 'lecam', weight: 0.1, start: 0 }],
  source: 'Tseng et al. 2021, arXiv:2104.03310',
  create: ({ weight, decay, start }) => ({
    memory: {
      real: { shape: [], value: 0 },
      fake: { shape: [], value: 0 },
      steps: { shape: [], value: 0 },
    },
    stats: { discriminator: ['average-real', 'average-fake'] },
    discriminator({ real, fake, answer, memory, value }) {
      const [dReal, dFake] = [answer(real).score, answer(fake).score];
      const { real: averageReal, fake: averageFake, steps } = memory as Record<string, Scalar>;
      const acting = cast(greaterEqual(steps!, start), 'float32');
      const above = mean<Scalar>(square(relu(sub(dReal, averageFake!))));
      const below = mean<Scalar>(square(relu(sub(averageReal!, dFake))));
      // Until `start` an average keeps nothing of what it was.
      const kept = mul(acting, decay);
      const next = (average: Scalar, score: Tensor) =>
        add<Scalar>(mul(average, kept), mul(mean(score), sub(1, kept)));
      return {
        loss: mul<Scalar>(mul(add(above, below), acting), value(weight)),
        stats: { 'average-real': averageReal!, 'average-fake': averageFake! },
        memory: {
          real: next(averageReal!, dReal),
          fake: next(averageFake!, dFake),
          steps: add(steps!, 1),
        },
      };
    },
  }),
});
