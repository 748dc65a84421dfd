import { defineSearch } from '@ganx/core/plugin';

/** Every combination of the axes' levels, the last axis fastest. */
export const grid = defineSearch({
  type: 'grid',
  description: 'Tries every combination of values, in order.',
  examples: [{ type: 'grid' }],
  exhaustive: true,
  create: (_options, { axes }) => {
    const levels = axes.map((axis) => axis.levels ?? 1);
    const total = levels.reduce((product, n) => product * n, 1);
    return {
      after: (index, axis) => {
        const stride = levels.slice(axis + 1).reduce((product, n) => product * n, 1);
        return (Math.floor(index / stride) + 1) * stride;
      },
      propose({ index }) {
        if (index >= total) return undefined;
        let rest = index;
        const point = axes.map(() => 0);
        for (let i = axes.length - 1; i >= 0; i--) {
          point[i] = axes[i]!.unitOf(rest % levels[i]!);
          rest = Math.floor(rest / levels[i]!);
        }
        return point;
      },
    };
  },
});
