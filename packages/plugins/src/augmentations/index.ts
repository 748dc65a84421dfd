import type { AugmentationComponent } from '@ganx/core/plugin';

/** Built-in augmentations. */
export const augmentations: readonly AugmentationComponent[] = [];
