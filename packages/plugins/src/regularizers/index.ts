import type { RegularizerComponent } from '@ganx/core/plugin';

/** Built-in regularizers. */
export const regularizers: readonly RegularizerComponent[] = [];
