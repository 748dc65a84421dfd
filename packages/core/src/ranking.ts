export type Goal = 'minimize' | 'maximize';

/** What was measured; undefined where nothing was. */
export type Measured = number | undefined;

/** Finite values, then those that are not, then what is missing. */
const rankOf = (value: Measured): number => (value === undefined ? 2 : Number.isFinite(value) ? 0 : 1);

/**
 * The one order of measured values, for `sort`: the better one first. Everything that says which value is better asks here.
 *
 *   finite values     by the goal
 *   NaN, +-Infinity   behind them, whatever the goal, and all alike: none of them was measured
 *   undefined         behind those
 *
 * It is total, so that a NaN cannot spoil a sort, and gives 0 for a tie: a stable sort keeps those as they came.
 */
export function compareValues(a: Measured, b: Measured, goal: Goal): number {
  const ranks = rankOf(a) - rankOf(b);
  if (ranks !== 0 || rankOf(a) !== 0 || a === b) return ranks;
  return a! < b! === (goal === 'minimize') ? -1 : 1;
}

/** Whether a value beats the best before it; no value beats what it ties with, and what is not finite beats nothing. */
export const isBetter = (value: number, before: Measured, goal: Goal): boolean =>
  Number.isFinite(value) && compareValues(value, before, goal) < 0;

/** Whether a value is there or beyond. What is not finite reaches nothing. */
export const reaches = (value: number, target: number, goal: Goal): boolean =>
  Number.isFinite(value) && compareValues(value, target, goal) <= 0;

/** The best first; ties keep their order. */
export const bestFirst = <T>(items: readonly T[], valueIn: (item: T) => Measured, goal: Goal): readonly T[] =>
  items
    .map((item) => ({ item, value: valueIn(item) }))
    .sort((a, b) => compareValues(a.value, b.value, goal))
    .map(({ item }) => item);

/** The best of some values; NaN if none is finite, undefined if there is none. */
export function bestOf(values: readonly Measured[], goal: Goal): Measured {
  const [best] = bestFirst(values, (value) => value, goal);
  return best === undefined || Number.isFinite(best) ? best : Number.NaN;
}

/**
 * The median in this order: what is not finite or missing counts as the worst. NaN if the middle is not finite, undefined if
 * it is missing.
 */
export function middleOf(values: readonly Measured[], goal: Goal): Measured {
  const sorted = bestFirst(values, (value) => value, goal);
  const half = sorted.length >> 1;
  const upper = sorted[half];
  if (sorted.length % 2 === 1) return upper === undefined || Number.isFinite(upper) ? upper : Number.NaN;
  const lower = sorted[half - 1];
  if (lower === undefined || upper === undefined) return undefined;
  if (!Number.isFinite(lower) || !Number.isFinite(upper)) return Number.NaN;
  const sum = lower + upper;
  return Number.isFinite(sum) ? sum / 2 : lower / 2 + upper / 2;
}
