import type { LayerComponent } from '@ganx/core/plugin';

/** Built-in layers. */
export const layers: readonly LayerComponent[] = [];
