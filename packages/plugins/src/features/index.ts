import type { FeatureExtractorComponent } from '@ganx/core/plugin';
import { lenetMnist } from './lenet-mnist.js';
import { pixels } from './pixels.js';

/** Built-in feature extractors. */

/** Built-in feature extractors. */
export const featureExtractors: readonly FeatureExtractorComponent[] = [lenetMnist, pixels];
