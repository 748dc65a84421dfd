import type { PrunerComponent } from '@ganx/core/plugin';
import { asha } from './asha.js';
import { hyperband } from './hyperband.js';
import { median } from './median.js';

/** Built-in rules for giving up trials early. */
export const pruners: readonly PrunerComponent[] = [asha, hyperband, median];
