import type { WeightTransformComponent } from '@ganx/core/plugin';
import { equalized } from './equalized.js';
import { spectralNorm } from './spectral-norm.js';
import { standardized } from './standardized.js';
import { weightNorm } from './weight-norm.js';

/** Built-in weight transforms. */
export const weightTransforms: readonly WeightTransformComponent[] = [
  equalized,
  spectralNorm,
  standardized,
  weightNorm,
];
