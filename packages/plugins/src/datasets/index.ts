import type { DatasetComponent } from '@ganx/core/plugin';

/** Built-in datasets. */
export const datasets: readonly DatasetComponent[] = [];
