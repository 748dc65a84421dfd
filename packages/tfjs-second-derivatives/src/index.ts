import { type GradConfig, registerGradient } from '@tensorflow/tfjs-core';
import { comparisons } from './comparisons.js';
import { convolution } from './convolution.js';
import { fromInputs } from './from-inputs.js';
import { pooling } from './pooling.js';
import { resizing } from './resizing.js';
import { tileGradient } from './tile.js';

/** The gradients that `registerSecondDerivatives` registers, one for each kernel. */
export const gradients: readonly GradConfig[] = [
  ...comparisons,
  ...convolution,
  ...fromInputs,
  ...pooling,
  ...resizing,
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
}
