import type { CallbackComponent } from '@ganx/core/plugin';
import { sampleGrid } from './sample-grid.js';

export const callbacks: readonly CallbackComponent[] = [sampleGrid];
