import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';
import { sizeOf } from './input-shape.js';

/** Gives each example another shape with as many numbers, row-major: [B,...from] to [B,...shape]. */
export const reshape = defineLayer({
  type: 'reshape',
  description: 'Gives each example another shape with the same number of values.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      shape: {
        description: 'The new shape without the batch axis, as [7, 7, 256].',
        type: 'array',
        items: { type: 'integer', minimum: 1 },
        minItems: 1,
        maxItems: 3,
      },
    },
    required: ['shape'],
  },
  examples: [{ type: 'reshape', shape: [7, 7, 256] }],
  create({ shape }, { name, inputShape }) {
    const [before, after] = [sizeOf(inputShape), sizeOf(shape)];
    if (before !== after) {
      throw new Error(
        `reshape to [${shape.join(', ')}] needs ${after} values per example, but its input [${inputShape.join(', ')}] has ${before}.`,
      );
    }
    return layers.reshape({ name, targetShape: [...shape] });
  },
});
