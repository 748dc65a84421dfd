import { defineConditioning } from '@ganx/core/plugin';

/** Neither network is told a class, whether the data have labels or not. */
export const none = defineConditioning({
  type: 'none',
  description: 'Neither network is told a class.',
  examples: [{ type: 'none' }],
  create: () => ({ conditional: false }),
});
