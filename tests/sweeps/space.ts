import type { Json } from '@ganx/core/plugin';
import type { Parameter } from '@ganx/core/sweep';

/** Parameters without a file around them. */
export const numberAxis = (path: string): Parameter => ({
  name: path,
  path,
  at: path,
  when: [],
  domain: {
    kind: 'number',
    levels: undefined,
    unitOf: () => Number.NaN,
    levelOf: () => Number.NaN,
    valueOf: (unit) => unit,
  },
});

export const choiceAxis = (path: string, values: readonly Json[]): Parameter => {
  const levelOf = (unit: number) => Math.min(Math.floor(unit * values.length), values.length - 1);
  return {
    name: path,
    path,
    at: path,
    when: [],
    domain: {
      kind: values.every((value) => typeof value === 'number') ? 'number' : 'choice',
      levels: values.length,
      unitOf: (level) => (level + 0.5) / values.length,
      levelOf,
      valueOf: (unit) => values[levelOf(unit)]!,
    },
  };
};
