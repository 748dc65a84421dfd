import * as tf from '@tensorflow/tfjs-core';
import { type GradientCase, wave } from './case.js';

export interface Derivatives {
  /** First derivatives of the case's number by each input. */
  readonly first: readonly Float64Array[];
  /** Derivatives by each input of a weighted sum of all first ones: a product with the Hessian. */
  readonly second: readonly Float64Array[];
}

/** A number that is linear and quadratic in the result, so that what flows back depends on the inputs too. */
const numberOf = (f: GradientCase['f'], inputs: readonly tf.Tensor[]): tf.Scalar => {
  const y = f(...inputs);
  return tf.sum(tf.add(tf.mul(y, wave(y.shape, 0.9)), tf.mul(tf.square(y), tf.mul(wave(y.shape, 2.3), 0.5))));
};

/** The same number in float64. */
function valueAt(f: GradientCase['f'], inputs: readonly tf.Tensor[]): number {
  return tf.tidy(() => {
    const y = f(...inputs);
    const [values, a, b] = [y, wave(y.shape, 0.9), wave(y.shape, 2.3)].map((t) => [...t.dataSync()]);
    return values!.reduce((sum, v, i) => sum + v * a![i]! + 0.5 * v * v * b![i]!, 0);
  });
}

const slopes = (f: GradientCase['f'], inputs: readonly tf.Tensor[]): tf.Tensor[] =>
  tf.grads((...xs: tf.Tensor[]) => numberOf(f, xs))([...inputs]);

const weighted = (f: GradientCase['f'], inputs: readonly tf.Tensor[]): tf.Scalar =>
  tf.addN(slopes(f, inputs).map((slope, i) => tf.sum(tf.mul(slope, wave(slope.shape, 3.1 + i)))));

export const firstOf = ({ f, inputs }: GradientCase): tf.Tensor[] => slopes(f, inputs);
export const secondOf = ({ f, inputs }: GradientCase): tf.Tensor[] =>
  tf.grads((...xs: tf.Tensor[]) => weighted(f, xs))([...inputs]);

export const read = (tensors: readonly tf.Tensor[]): Float64Array[] =>
  tensors.map((t) => Float64Array.from(t.dataSync()));

export interface Slope {
  readonly claimed: number;
  readonly measured: number;
  /** What the parts of a claim add up to without their signs: what its rounding is measured by. */
  readonly scale: number;
}

/** Uneven, so that a mistake in any element shows along it. */
const direction = (inputs: readonly tf.Tensor[]) => inputs.map((x, i) => wave(x.shape, 0.2 + 0.7 * i));

/** A slope of fourth order from four values: its error is of the fourth power of the step. */
function slopeOf(value: (inputs: readonly tf.Tensor[]) => number, inputs: readonly tf.Tensor[]): number {
  const step = 1.5e-2;
  const at = (steps: number) =>
    tf.tidy(() => value(inputs.map((x, i) => tf.add(x, tf.mul(direction(inputs)[i]!, steps * step)))));
  return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
}

function compare(
  claimed: readonly Float64Array[],
  value: (inputs: readonly tf.Tensor[]) => number,
  inputs: readonly tf.Tensor[],
): Slope {
  const along = read(direction(inputs));
  const parts = claimed.flatMap((slope, i) => [...slope].map((v, j) => v * along[i]![j]!));
  return {
    claimed: parts.reduce((a, b) => a + b, 0),
    measured: slopeOf(value, inputs),
    scale: parts.reduce((a, b) => a + Math.abs(b), 0),
  };
}

/** Leaves no tensors behind; the result is numbers. */
export function tidied<T>(measure: () => T): T {
  tf.engine().startScope();
  try {
    return measure();
  } finally {
    tf.engine().endScope();
  }
}

/** First derivatives along a direction, as claimed and as measured. */
export const measureFirst = (each: GradientCase): Slope =>
  tidied(() => compare(read(firstOf(each)), (xs) => valueAt(each.f, xs), each.inputs));

/** Second derivatives likewise, measured on first ones. */
export const measureSecond = (each: GradientCase): Slope =>
  tidied(() =>
    compare(
      read(secondOf(each)),
      (xs) => {
        const first = read(slopes(each.f, xs));
        return first.reduce(
          (sum, slope, i) =>
            sum + [...wave(xs[i]!.shape, 3.1 + i).dataSync()].reduce((s, w, j) => s + w * slope[j]!, 0),
          0,
        );
      },
      each.inputs,
    ),
  );

export const isRight = ({ claimed, measured, scale }: Slope, tolerance: number): boolean =>
  Math.abs(claimed - measured) <= tolerance * Math.max(1, scale, Math.abs(measured));
