import { OptionsError } from '@ganx/core';
import { defineSchedule } from '@ganx/core/plugin';
import { rangeOf } from './options.js';

/**
 * Straight lines between points [count, number]; before the first and after the last it stays.
 *
 *   x = x_i + (x_{i+1} - x_i) (t - t_i) / (t_{i+1} - t_i),  t_i <= t < t_{i+1}
 */
export const piecewise = defineSchedule({
  type: 'piecewise',
  description: 'Follows straight lines between points of a count and a number.',
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['points'],
    properties: {
      points: {
        description:
          'Points [count, number], by count: [[0, 0.1], [1000, 0.9]]. Outside of them the number stays.',
        type: 'array',
        minItems: 2,
        items: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
      },
    },
  },
  examples: [
    {
      type: 'piecewise',
      points: [
        [0, 0.1],
        [1000, 0.9],
        [20000, 0.2],
      ],
    },
  ],
  create({ points }) {
    const all = points.map((point) => [point[0]!, point[1]!] as const);
    all.forEach(([count], i) => {
      const before = all[i - 1]?.[0] ?? Number.NEGATIVE_INFINITY;
      if (count < 0 || count <= before) {
        const than = count < 0 ? '0' : `${before}, the count before it`;
        throw new OptionsError(
          `points.${i}`,
          `The count ${count} must be ${count < 0 ? 'at least' : 'above'} ${than}.`,
        );
      }
    });
    const [first, last] = [all[0]!, all.at(-1)!];
    return {
      range: rangeOf(...all.map(([, number]) => number)),
      at(t) {
        if (t <= first[0]) return first[1];
        if (t >= last[0]) return last[1];
        const next = all.findIndex(([count]) => count > t);
        const [[t0, x0], [t1, x1]] = [all[next - 1]!, all[next]!];
        return x0 + ((x1 - x0) * (t - t0)) / (t1 - t0);
      },
    };
  },
});
