import type { OptimizerComponent } from '@ganx/core/plugin';

/** Built-in optimizers. */
export const optimizers: readonly OptimizerComponent[] = [];
