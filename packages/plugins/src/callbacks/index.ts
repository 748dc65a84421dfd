import type { CallbackComponent } from '@ganx/core/plugin';
import { progress } from './progress.js';
import { sampleGrid } from './sample-grid.js';

/** Built-in callbacks. */
export const callbacks: readonly CallbackComponent[] = [progress, sampleGrid];
