import type { CallbackComponent } from '@ganx/core/plugin';

/** Built-in callbacks. */
export const callbacks: readonly CallbackComponent[] = [];
