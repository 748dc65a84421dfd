import { encodeMessage } from './record-buffer.js';
import { isCount, type Summary, shapeError, valueError } from './summary.js';
import { writeNumericTensor } from './tensor.js';

/** Scores with their true labels; the counts at each threshold are made from them. */
export interface ScoredLabels {
  /** How sure the classifier is that an item is positive, from 0 to 1. */
  readonly scores: ArrayLike<number>;
  /** Whether it is: true or 1 for positive. */
  readonly labels: ArrayLike<boolean | number>;
  /** Weight of each item, 0 or more. Default 1 each. */
  readonly weights?: ArrayLike<number>;
  /** Number of thresholds, evenly from 0 to 1, at least 2. Default 201. */
  readonly thresholds?: number;
}

/** Counts made elsewhere, one for each threshold, the thresholds rising evenly from 0 to 1. */
export interface ThresholdCounts {
  readonly truePositives: ArrayLike<number>;
  readonly falsePositives: ArrayLike<number>;
  readonly trueNegatives: ArrayLike<number>;
  readonly falseNegatives: ArrayLike<number>;
}

export type PrCurveInput = ScoredLabels | ThresholdCounts;

const SMALLEST_COUNT = 1e-7;
const MAX_THRESHOLDS = 100_000;

/**
 * Precision and recall of `score >= threshold` at each threshold.
 *
 *   precision = tp / max(1e-7, tp + fp),  recall = tp / max(1e-7, tp + fn)
 *
 * Shapes     the stored tensor is [6, thresholds]: tp, fp, tn, fn, precision, recall
 * Source     TensorBoard 2.21, plugins/pr_curve/summary.py
 */
export function summarizePrCurve(place: string, input: PrCurveInput): Summary {
  const counts = 'scores' in input ? countAtThresholds(place, input) : checkCounts(place, input);
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts;
  const n = tp.length;
  const rows = new Float32Array(6 * n);
  [tp, fp, tn, fn].forEach((row, i) => {
    rows.set(row, i * n);
  });
  for (let i = 0; i < n; i++) {
    rows[4 * n + i] = tp[i]! / Math.max(SMALLEST_COUNT, tp[i]! + fp[i]!);
    rows[5 * n + i] = tp[i]! / Math.max(SMALLEST_COUNT, tp[i]! + fn[i]!);
  }
  return {
    plugin: 'pr_curves',
    content: encodeMessage((out) => out.uint(2, n)),
    writeValue: (out) => writeNumericTensor(out, [6, n], rows),
  };
}

function countAtThresholds(place: string, input: ScoredLabels): ThresholdCounts {
  const { scores, labels, weights } = input;
  const n = input.thresholds ?? 201;
  if (!isCount(n) || n < 2 || n > MAX_THRESHOLDS) {
    throw valueError(place, n, `a number of thresholds from 2 to ${MAX_THRESHOLDS}`);
  }
  if (labels.length !== scores.length || (weights !== undefined && weights.length !== scores.length)) {
    const seen = `${scores.length} scores, ${labels.length} labels${weights === undefined ? '' : `, ${weights.length} weights`}`;
    throw shapeError(place, seen, 'as many labels (and weights) as scores');
  }
  const truePositives = new Float64Array(n);
  const falsePositives = new Float64Array(n);
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    const weight = weights?.[i] ?? 1;
    if (!(score >= 0 && score <= 1)) throw valueError(`${place}, score ${i}`, score, 'a number from 0 to 1');
    if (!(weight >= 0 && weight < Infinity))
      throw valueError(`${place}, weight ${i}`, weight, 'a finite number, 0 or more');
    const bucket = Math.floor(score * (n - 1));
    if (labels[i]) truePositives[bucket]! += weight;
    else falsePositives[bucket]! += weight;
  }
  for (let i = n - 2; i >= 0; i--) {
    truePositives[i]! += truePositives[i + 1]!;
    falsePositives[i]! += falsePositives[i + 1]!;
  }
  return {
    truePositives,
    falsePositives,
    trueNegatives: falsePositives.map((count) => falsePositives[0]! - count),
    falseNegatives: truePositives.map((count) => truePositives[0]! - count),
  };
}

function checkCounts(place: string, counts: ThresholdCounts): ThresholdCounts {
  const rows = [counts.truePositives, counts.falsePositives, counts.trueNegatives, counts.falseNegatives];
  const n = rows[0]!.length;
  if (n < 2 || n > MAX_THRESHOLDS || rows.some((row) => row.length !== n)) {
    const seen = rows.map((row) => row.length).join(', ');
    throw shapeError(place, `${seen} counts`, `four rows of one length from 2 to ${MAX_THRESHOLDS}`);
  }
  return counts;
}
