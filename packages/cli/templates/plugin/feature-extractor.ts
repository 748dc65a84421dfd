import { createHash } from 'node:crypto';
import { defineFeatureExtractor } from '@ganx/core/plugin';
import { concat, reshape, square } from '@tensorflow/tfjs-core';

/**
 * The values of each example and their squares: [N,...shape] to [N, 2 size]. With them, a distance of means sees spread too.
 *
 * Identity  has no weights; the hash is that of its name and version. Change it when the features change.
 */
export const newThing = defineFeatureExtractor({
  type: 'new-thing',
  description: 'The values of each example and their squares.',
  examples: [{ type: 'new-thing' }],
  accepts: (shape) => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    return size <= 4096 || `Examples have ${size} values; it takes up to 4096.`;
  },
  async load(_options, { exampleShape }) {
    const values = exampleShape.reduce((product, axis) => product * axis, 1);
    return {
      size: 2 * values,
      identity: { name: 'new-thing', sha256: createHash('sha256').update('new-thing 1').digest('hex') },
      features(examples) {
        const flat = reshape(examples, [-1, values]);
        return concat([flat, square(flat)], 1);
      },
      dispose: () => {},
    };
  },
});
