import type { PropertySchema } from '@ganx/core/plugin';

/** Options that most schedules share. */
export const from = { description: 'The first number.', type: 'number' } as const satisfies PropertySchema;

export const to = { description: 'The last number.', type: 'number' } as const satisfies PropertySchema;

export const over = {
  description: 'How much of the counter the way takes, above 0; the last number stays.',
  type: 'number',
  exclusiveMinimum: 0,
} as const satisfies PropertySchema;

/** Least and greatest of some numbers. */
export const rangeOf = (...numbers: readonly number[]): readonly [number, number] => [
  Math.min(...numbers),
  Math.max(...numbers),
];
