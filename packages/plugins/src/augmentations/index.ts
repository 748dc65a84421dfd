import type { AugmentationComponent } from '@ganx/core/plugin';
import { horizontalFlip } from './horizontal-flip.js';
import { shift } from './shift.js';

/** Built-in augmentations. */
export const augmentations: readonly AugmentationComponent[] = [horizontalFlip, shift];
