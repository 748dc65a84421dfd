import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { type KernelTable, kernel } from './kernel.js';

export const normalizationKernels: KernelTable = {
  // (x - mean) * (scale / sqrt(variance + epsilon)) + offset, the factor computed once per channel
  [tf.FusedBatchNorm]: kernel<{ varianceEpsilon: number }>(
    ({ x, mean, variance, offset, scale }, { varianceEpsilon }) => {
      const deviation = g.sqrt(g.add(variance!, g.scalar(varianceEpsilon)));
      const factor = scale ? g.div(scale, deviation) : g.unary('Reciprocal', deviation);
      const scaled = g.mul(g.sub(x!, mean!), factor);
      return offset ? g.add(scaled, offset) : scaled;
    },
  ),
};
