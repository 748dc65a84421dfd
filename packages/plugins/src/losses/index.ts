import type { LossComponent } from '@ganx/core/plugin';

/** Built-in losses. */
export const losses: readonly LossComponent[] = [];
