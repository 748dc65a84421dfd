import type { FeatureExtractorComponent } from '@ganx/core/plugin';
import { lenetFashion } from './lenet-fashion.js';
import { lenetMnist } from './lenet-mnist.js';
import { pixels } from './pixels.js';

/** Built-in feature extractors. */
export const featureExtractors: readonly FeatureExtractorComponent[] = [lenetFashion, lenetMnist, pixels];
