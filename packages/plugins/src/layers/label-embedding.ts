import { defineLayer } from '@ganx/core/plugin';
import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expectFlat } from './input-shape.js';
import { expectLabels } from './label-input.js';

/**
 * Multiplies a flat input by a learned vector of the example's class, or adds it.
 *
 *   y = x * e[label]      or      y = x + e[label]
 *
 * Shapes     x [B,n] to y [B,n]; e [classes,n], starting at N(1, 0.5^2) for multiply, N(0, 0.5^2) for add.
 * Gradient   reaches x and the row of e that belongs to the class.
 * Source     Odena et al. 2017, arXiv:1610.09585, as the Keras example of an AC-GAN does it (multiply).
 */
export const labelEmbedding = defineLayer({
  type: 'label-embedding',
  description: "Multiplies a flat input by a learned vector of the example's class, or adds it.",
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      combine: {
        description: 'What to do with the input and the vector.',
        type: 'string',
        enum: ['multiply', 'add'],
        default: 'multiply',
      },
    },
  },
  examples: [{ type: 'label-embedding' }, { type: 'label-embedding', combine: 'add' }],
  source: 'Odena et al. 2017, arXiv:1610.09585',
  needs: ['conditioning'],
  create({ combine }, context) {
    const { name } = context;
    const units = expectFlat(context, 'label-embedding');
    const labels = expectLabels(context, 'label-embedding');
    const mean = combine === 'multiply' ? 1 : 0;
    const embedding = layers.dense({
      name: `${name}/embedding`,
      units,
      useBias: false,
      kernelInitializer: initializers.randomNormal({ mean, stddev: 0.5 }),
    });
    const join = combine === 'multiply' ? layers.multiply({ name }) : layers.add({ name });
    return (x) => join.apply([x, embedding.apply(labels.input) as SymbolicTensor]) as SymbolicTensor;
  },
});
