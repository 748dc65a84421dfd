import { defineFeatureExtractor } from '@ganx/core/plugin';
import { acceptsGrey28, loadLenet } from './lenet.js';

const sha256 = '@@MNIST@@';

/**
 * A classifier of handwritten digits, trained on the 60,000 training images of MNIST by `scripts/train-lenet.mjs`.
 * Test accuracy @@MNISTACC@@ %. Features are its 64 hidden units, logits its ten class scores.
 */
export const lenetMnist = defineFeatureExtractor({
  type: 'lenet-mnist',
  description: 'Hidden features and class scores of a small classifier of handwritten digits.',
  examples: [{ type: 'lenet-mnist' }],
  accepts: acceptsGrey28,
  load: () => loadLenet('lenet-mnist', sha256),
});
