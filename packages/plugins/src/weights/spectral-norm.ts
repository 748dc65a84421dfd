import { defineWeightTransform } from '@ganx/core/plugin';
import { div, expandDims, matMul, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { asMatrix, direction, lengthOver } from './matrix.js';

/**
 * Divides each kernel by its largest singular value, so that no layer stretches what it is given.
 *
 *   v = W u / |W u|,  u = W' v / |W' v|       before each step of the network's own player, `powerIterations` times
 *   weight = W / |W u|
 *
 * Shapes  W [inputs, outputs] of a kernel, u [outputs].
 * State   u, from normal numbers of the run's seed; no gradient passes it.
 * Differs from the paper: sigma is |W u| of the newest u, half an iteration nearer than v' W u, with the same gradient v u'.
 * Source  Miyato et al. 2018, arXiv:1802.05957, algorithm 1.
 */
export const spectralNorm = defineWeightTransform({
  type: 'spectral-norm',
  description: 'Divides each kernel by its largest singular value, found by power iteration (SNGAN).',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      powerIterations: {
        description: "Iterations before each step of the network's own player, at least 1.",
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 1,
      },
      epsilon: {
        description: 'A length below it is taken for it, above 0.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 1e-12,
      },
    },
  },
  examples: [{ type: 'spectral-norm' }, { type: 'spectral-norm', powerIterations: 3 }],
  source: 'Miyato et al. 2018, arXiv:1802.05957',
  boundsSlope: () => true,
  create: ({ powerIterations, epsilon }) => ({
    memory: ({ outputAxis, shape }) => ({ u: { shape: [shape[outputAxis]!], first: 'normal' } }),
    next(raw, { u }, context) {
      const matrix = asMatrix(raw, context);
      let next: Tensor = expandDims(u!, 1);
      for (let i = 0; i < powerIterations; i++) {
        const v = direction(matMul(matrix, next), epsilon);
        next = direction(matMul(matrix, v, true), epsilon);
      }
      return { u: reshape(next, [-1]) };
    },
    apply(raw, { u }, context) {
      // Averaged vectors are shorter than 1.
      const right = direction(expandDims(u!, 1), epsilon);
      return div(raw, lengthOver(matMul(asMatrix(raw, context), right), undefined, epsilon));
    },
  }),
});
