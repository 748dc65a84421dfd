import type { MetricComponent } from '@ganx/core/plugin';

/** Built-in metrics. */
export const metrics: readonly MetricComponent[] = [];
