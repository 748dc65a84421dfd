import { defineOptimizer, type NumberNow, type Schedulable } from '@ganx/core/plugin';
import {
  addN,
  clipByValue,
  div,
  maximum,
  minimum,
  mul,
  neg,
  type Scalar,
  sqrt,
  square,
  sum,
} from '@tensorflow/tfjs-core';

const maxOption = (description: string) =>
  ({
    description,
    type: 'number',
    exclusiveMinimum: 0,
    'x-ganx-schedulable': true,
  }) as const;

/** A number of the host that enters the step only where it moves. */
const movingScalar = (max: Schedulable) => (now: NumberNow) =>
  typeof max === 'number' ? {} : { max: now(max) };

/**
 * Shortens the gradients of a network together where their common norm is above a bound.
 *
 *   g = g * max / n    where n = sqrt(sum over all weights of sum(g^2)) > max, else g as it is
 *
 * Params     max > 0.
 * Stability  divided by the larger of norm and bound: gradients of 0 stay 0.
 * Source     Pascanu et al. 2013, arXiv:1211.5063, algorithm 1.
 */
export const clipByGlobalNorm = defineOptimizer({
  type: 'clip-by-global-norm',
  description: 'Shortens all gradients of a network together where their norm is too large; for a chain.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { max: maxOption('The largest norm over all gradients of the network, above 0.') },
    required: ['max'],
  },
  examples: [{ type: 'clip-by-global-norm', max: 1 }],
  source: 'Pascanu et al. 2013, arXiv:1211.5063',
  create: ({ max }) => ({
    slots: {},
    scalars: (_step, _rateFactor, now) => movingScalar(max)(now),
    updateAll(due, scalars) {
      if (due.length === 0) return [];
      const bound: number | Scalar = typeof max === 'number' ? max : scalars.max!;
      const norm = sqrt(addN(due.map(({ gradient }) => sum(square(gradient)))));
      const factor = div(bound, maximum(norm, bound));
      return due.map(({ gradient, parameter }) => ({
        parameter,
        gradient: mul(gradient, factor),
        slots: {},
      }));
    },
  }),
});

/**
 * Keeps every element of a gradient within a bound.
 *
 *   g = min(max(g, -max), max)
 *
 * Params     max > 0.
 */
export const clipByElement = defineOptimizer({
  type: 'clip-by-value',
  description: 'Keeps every element of a gradient within a bound; for a chain.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { max: maxOption('The largest size of one element of a gradient, above 0.') },
    required: ['max'],
  },
  examples: [
    { type: 'clip-by-value', max: 0.1 },
    { type: 'clip-by-value', max: { type: 'linear', from: 1, to: 0.1, over: 10000, counter: 'iterations' } },
  ],
  create: ({ max }) => ({
    slots: {},
    scalars: (_step, _rateFactor, now) => movingScalar(max)(now),
    update: ({ parameter, gradient, scalars }) => ({
      parameter,
      gradient:
        typeof max === 'number'
          ? clipByValue(gradient, -max, max)
          : minimum(maximum(gradient, neg(scalars.max!)), scalars.max!),
      slots: {},
    }),
  }),
});
