import { createHash } from 'node:crypto';
import { defineFeatureExtractor } from '@ganx/core/plugin';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The examples themselves, flattened: [N,...shape] to [N,size]. For points, and as a plain control for images.
 *
 * Identity   has no weights; the hash is that of no bytes at all.
 * Cost       metrics with a covariance take O(size^3) on the host: seconds for 28 x 28 images.
 */
export const pixels = defineFeatureExtractor({
  type: 'pixels',
  description: 'The examples themselves, flattened.',
  examples: [{ type: 'pixels' }],
  accepts: () => true,
  async load(_options, { exampleShape }) {
    const size = exampleShape.reduce((product, axis) => product * axis, 1);
    return {
      size,
      identity: { name: 'pixels', sha256: createHash('sha256').digest('hex') },
      features: (examples) => tf.reshape(examples, [-1, size]),
      dispose: () => {},
    };
  },
});
