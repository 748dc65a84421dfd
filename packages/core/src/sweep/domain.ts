import type { Json } from '../plugin/json.js';
import { type Distribution, highestStep, lowestStep, onGrid, type Shape } from './distribution.js';

/** The values that one parameter may take, laid out over the unit interval. */
export interface Domain {
  readonly kind: 'number' | 'choice';
  readonly levels: number | undefined;
  unitOf(level: number): number;
  levelOf(unit: number): number;
  valueOf(unit: number): Json;
}

/** Values in cells of the given widths, which add up to 1. */
export function choiceDomain(
  values: readonly Json[],
  widths: readonly number[] = values.map(() => 1 / values.length),
): Domain {
  const ends: number[] = [];
  for (const width of widths) ends.push((ends.at(-1) ?? 0) + width);
  const last = widths.findLastIndex((width) => width > 0);
  const levelOf = (unit: number): number => {
    const level = ends.findIndex((end) => unit < end);
    return level === -1 ? last : level;
  };
  return {
    kind:
      values.length > 2 && values.every((value) => typeof value === 'number') && ascending(values as number[])
        ? 'number'
        : 'choice',
    levels: values.length,
    unitOf: (level) => ends[level]! - widths[level]! / 2,
    levelOf,
    valueOf: (unit) => values[levelOf(unit)]!,
  };
}

const ascending = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value > values[i - 1]!);

/** Numbers of a distribution; with levels where it is uniform over finitely many. */
export function numberDomain(name: string, distribution: Distribution, shape: Required<Shape>): Domain {
  const levels = levelsOf(name, shape);
  if (levels !== undefined) return steppedDomain(name, shape, levels);
  return {
    kind: 'number',
    levels: undefined,
    unitOf: () => Number.NaN,
    levelOf: () => Number.NaN,
    valueOf: (unit) => distribution.quantile(unit, shape),
  };
}

function levelsOf(name: string, { min, max, q }: Required<Shape>): number | undefined {
  if (name === 'int_uniform') return max - min + 1;
  return name === 'q_uniform' ? highestStep(max, q) - lowestStep(min, q) + 1 : undefined;
}

/** Whole steps, each with the same share of the interval: at the ends of q_uniform too, where rounding alone would give half. */
function steppedDomain(name: string, { min, q }: Required<Shape>, levels: number): Domain {
  const levelOf = (unit: number): number => Math.min(Math.floor(unit * levels), levels - 1);
  return {
    kind: 'number',
    levels,
    unitOf: (level) => (level + 0.5) / levels,
    levelOf,
    valueOf: (unit) =>
      name === 'int_uniform' ? min + levelOf(unit) : onGrid(lowestStep(min, q) + levelOf(unit), q),
  };
}
