import * as tf from '@tensorflow/tfjs-core';

/** One way to call an operation that TensorFlow.js differentiates. */
export interface GradientCase {
  /** By what it is differentiated. */
  readonly inputs: readonly tf.Tensor[];
  // biome-ignore lint/suspicious/noExplicitAny: operations take tensors of their own ranks
  readonly f: (...inputs: any[]) => tf.Tensor;
  /** What is thrown in place of a derivative; `second` where the first one is there. */
  readonly refuses?: { readonly order: 'first' | 'second'; readonly kernelName: string };
}

export type GradientCases = Readonly<Record<string, GradientCase>>;

/** Uneven values between -1 and 1, no two alike. */
export function wave(shape: readonly number[], phase = 0.4): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + phase));
  return tf.tensor(values, [...shape]);
}

/** Uneven values of both signs that are not near 0. */
export function apart(shape: readonly number[], phase = 0.4): tf.Tensor {
  return tf.tidy(() => {
    const x = wave(shape, phase);
    return tf.add(tf.mul(x, 1.3), tf.mul(tf.sign(x), 0.3));
  });
}

/** Values from 0.5 to 1.7. */
export const positive = (shape: readonly number[], phase = 0.4): tf.Tensor =>
  tf.tidy(() => tf.add(tf.mul(wave(shape, phase), 0.6), 1.1));

/** Values within -0.8 and 0.8. */
export const inner = (shape: readonly number[], phase = 0.4): tf.Tensor =>
  tf.tidy(() => tf.mul(wave(shape, phase), 0.8));

/** A case of one input. */
export const of = (
  input: tf.Tensor,
  // biome-ignore lint/suspicious/noExplicitAny: operations take tensors of their own ranks
  f: (x: any) => tf.Tensor,
): GradientCase => ({ inputs: [input], f });

// biome-ignore lint/suspicious/noExplicitAny: operations take tensors of their own ranks
export const ofAll = (inputs: readonly tf.Tensor[], f: (...inputs: any[]) => tf.Tensor): GradientCase => ({
  inputs,
  f,
});

/** A case whose derivatives from this order on are refused, with the name of an operation. */
export const refusing = (
  order: 'first' | 'second',
  kernelName: string,
  each: GradientCase,
): GradientCase => ({
  ...each,
  refuses: { order, kernelName },
});
