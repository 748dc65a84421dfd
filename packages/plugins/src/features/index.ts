import type { FeatureExtractorComponent } from '@ganx/core/plugin';

/** Built-in feature extractors. */
export const featureExtractors: readonly FeatureExtractorComponent[] = [];
