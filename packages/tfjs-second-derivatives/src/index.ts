import { type GradConfig, registerGradient } from '@tensorflow/tfjs-core';
import { binary } from './binary.js';
import { comparisons } from './comparisons.js';
import { convolution } from './convolution.js';
import { fromInputs } from './from-inputs.js';
import { gathering } from './gathering.js';
import { correctOwnGradients } from './own-gradients.js';
import { padding } from './padding.js';
import { pooling } from './pooling.js';
import { products } from './products.js';
import { refused } from './refused.js';
import { resizing } from './resizing.js';
import { scans } from './scans.js';
import { tileGradient } from './tile.js';

export { GradientError } from './error.js';

/** The gradients that `registerSecondDerivatives` registers, one for each kernel. */
export const gradients: readonly GradConfig[] = [
  ...binary,
  ...comparisons,
  ...convolution,
  ...fromInputs,
  ...gathering,
  ...padding,
  ...pooling,
  ...products,
  ...refused,
  ...resizing,
  ...scans,
  tileGradient,
];

/**
 * Gives TensorFlow.js the second derivatives that it lacks or gets wrong, and first ones where its own are wrong, on
 * whatever backend is active. They are registered for the whole process. Right first derivatives keep their values, but
 * for rounding where a tensor was repeated. Calling it again changes nothing.
 *
 * Call it after what registers TensorFlow.js's own gradients has been imported (`@tensorflow/tfjs` or
 * `@tensorflow/tfjs-layers`); imported later, that would replace some of these.
 */
export function registerSecondDerivatives(): void {
  for (const config of gradients) registerGradient(config);
  correctOwnGradients();
}
