import { registerGradient } from '@tensorflow/tfjs-core';
// Registers TensorFlow.js's own gradients when it loads; later, it would replace these.
import '@tensorflow/tfjs-layers';
import { comparisons } from './comparisons.js';
import { fromInputs } from './from-inputs.js';
import { poolingAndResizing } from './pooling-and-resizing.js';
import { tileGradient } from './tile.js';

/**
 * Gives TensorFlow.js the second derivatives that it lacks or gets wrong, for whatever backend is active: penalties on a
 * discriminator's gradient need them. Registers gradients for the whole process; first derivatives keep their values, but for
 * rounding where a tensor was repeated.
 * Calling it again changes nothing.
 */
export function correctGradients(): void {
  for (const config of [...comparisons, ...fromInputs, ...poolingAndResizing, tileGradient])
    registerGradient(config);
}
