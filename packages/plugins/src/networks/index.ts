import type { NetworkComponent } from '@ganx/core/plugin';

/** Built-in network presets. */
export const networks: readonly NetworkComponent[] = [];
