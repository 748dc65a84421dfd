import type { PropertySchema } from '@ganx/core/plugin';
import { initializerOptions } from './initializer.js';

/** Options that `conv` and `conv-transpose` share. */
export const convolutionOptions = {
  filters: { description: 'Channels of the output, at least 1.', type: 'integer', minimum: 1 },
  kernel: { description: 'Side of the square kernel, at least 1.', type: 'integer', minimum: 1, default: 3 },
  stride: {
    description: 'Step between kernel positions in both directions, at least 1.',
    type: 'integer',
    minimum: 1,
    default: 1,
  },
  padding: {
    description: 'same: zeros around, so that the size depends on the stride only; valid: no zeros.',
    type: 'string',
    enum: ['same', 'valid'],
    default: 'same',
  },
  bias: {
    description: 'Whether to add a learned bias per channel. Useless right before batch-norm.',
    type: 'boolean',
    default: true,
  },
  ...initializerOptions,
} as const satisfies Record<string, PropertySchema>;
