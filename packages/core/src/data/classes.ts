import type { Dataset } from '../plugin/dataset.js';

/** How classes are drawn: as often as the training examples have them, or every class that has any alike. */
export type ClassDraw = 'data' | 'uniform';

/** Training examples of each class, counted. Labels are what `loadDataset` has checked. */
export function countClasses({ train }: Pick<Dataset, 'train'>, classes: number): readonly number[] {
  const counts = new Array<number>(classes).fill(0);
  if (train.labels) for (const label of train.labels) counts[label]! += 1;
  return counts;
}

/** What classes weigh when they are drawn. Where nothing is known of the data, all of them alike. */
export function classWeights(
  counts: readonly number[] | undefined,
  classes: number,
  draw: ClassDraw,
): readonly number[] {
  const known = counts?.some((count) => count > 0) ? counts : new Array<number>(classes).fill(1);
  return draw === 'data' ? known : known.map((count) => (count > 0 ? 1 : 0));
}

/**
 * `count` things shared out by weight: each class gets its quota, rounded down or up.
 *
 *   quota_c = count * w_c / sum(w),  n_c = floor(quota_c), and one more for the largest remainders (lower class first)
 *
 * A class of weight 0 gets nothing.
 */
export function apportion(count: number, weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const quotas = weights.map((weight) => (count * weight) / total);
  const shares = quotas.map(Math.floor);
  const left = count - shares.reduce((sum, share) => sum + share, 0);
  const remainder = (index: number) => quotas[index]! - shares[index]!;
  const order = [...weights.keys()].filter((index) => weights[index]! > 0);
  order.sort((a, b) => remainder(b) - remainder(a) || a - b);
  for (const index of order.slice(0, left)) shares[index]! += 1;
  return shares;
}

/** `count` classes by weight, in turn as long as each has some left: 0 1 2 0 1 2 0 2 2. */
export function dealClasses(count: number, weights: readonly number[]): Int32Array {
  const left = [...apportion(count, weights)];
  const dealt = new Int32Array(count);
  let open = [...left.keys()].filter((index) => left[index]! > 0);
  for (let i = 0; i < count; open = open.filter((index) => left[index]! > 0)) {
    for (const index of open) {
      dealt[i++] = index;
      left[index]! -= 1;
    }
  }
  return dealt;
}
