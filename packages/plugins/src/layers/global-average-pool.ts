import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';
import { expectImage } from './input-shape.js';

/** The average of each channel over the image: [B,H,W,C] to [B,C]. */
export const globalAveragePool = defineLayer({
  type: 'global-average-pool',
  description: 'Averages each channel over the whole image.',
  examples: [{ type: 'global-average-pool' }],
  create(_, context) {
    expectImage(context, 'global-average-pool');
    return layers.globalAveragePooling2d({ name: context.name });
  },
});
