import type { Samples } from '@ganx/core/plugin';
import { Breather } from '@ganx/core/plugin';
import * as tf from '@tensorflow/tfjs-core';

/** Squared distances of some examples to every sample. */
export interface DistanceBlock {
  /** Index of the first example. */
  readonly from: number;
  readonly count: number;
  /** [count, samples], row-major; overwritten by the next block. */
  readonly distances: Float64Array;
}

/** Distances in one block: a few MB. */
const blockSize = 1 << 20;

/** From so many values on, a product of matrices on the compute backend is faster than a loop here. */
const valuesForProducts = 16;

/** Squared Euclidean distances of examples [M, ...] to samples [N, ...], block by block; between them the event loop turns. */
export function squaredDistances(
  examples: Samples,
  samples: Samples,
  signal?: AbortSignal,
): AsyncIterable<DistanceBlock> {
  const values = samples.values.length / samples.count;
  return values < valuesForProducts
    ? byDifferences(examples, samples, signal)
    : byProducts(examples, samples, signal);
}

/** `sum_d (x_d - s_d)^2` in float64: exact, for points of few values. */
export async function* byDifferences(
  examples: Samples,
  samples: Samples,
  signal?: AbortSignal,
): AsyncIterable<DistanceBlock> {
  const size = samples.values.length / samples.count;
  const rows = rowsPerBlock(samples);
  const target = new Float64Array(rows * samples.count);
  const breather = new Breather(signal);
  for (let from = 0; from < examples.count; from += rows) {
    await breather.rest();
    const count = Math.min(rows, examples.count - from);
    for (let row = 0, at = 0; row < count; row++) {
      const example = examples.values.subarray((from + row) * size, (from + row + 1) * size);
      for (let i = 0, s = 0; i < samples.count; i++) {
        let sum = 0;
        for (let d = 0; d < size; d++, s++) sum += (example[d]! - samples.values[s]!) ** 2;
        target[at++] = sum;
      }
    }
    yield { from, count, distances: target };
  }
}

/**
 * `|x|^2 + |s|^2 - 2 x.s` with the products in float32 on the compute backend.
 *
 * Stability  everything is moved by the samples' mean first, so that what cancels is no larger than the spread; the error of a
 *            distance is then about 1e-6 of |x| |s|, and what it makes negative counts as 0.
 * Memory     leaves no tensors behind.
 */
export async function* byProducts(
  examples: Samples,
  samples: Samples,
  signal?: AbortSignal,
): AsyncIterable<DistanceBlock> {
  const size = samples.values.length / samples.count;
  const mean = meanOf(samples, size);
  const [x, s] = [moved(examples, mean), moved(samples, mean)];
  const squares = squaresOf(s, size);
  const rows = rowsPerBlock(samples);
  const target = new Float64Array(rows * samples.count);
  const right = tf.tensor2d(s, [samples.count, size]);
  const breather = new Breather(signal);
  try {
    for (let from = 0; from < examples.count; from += rows) {
      const count = Math.min(rows, examples.count - from);
      await breather.rest();
      const block = x.slice(from * size, (from + count) * size);
      // [count, D] x [N, D]^T
      const product = tf.tidy(() => tf.matMul(tf.tensor2d(block, [count, size]), right, false, true));
      const products = await product.data();
      product.dispose();
      for (const [row, square] of squaresOf(block, size).entries()) {
        for (let i = 0, at = row * samples.count; i < samples.count; i++, at++) {
          const distance = square + squares[i]! - 2 * products[at]!;
          target[at] = distance < 0 ? 0 : distance;
        }
      }
      yield { from, count, distances: target };
    }
  } finally {
    right.dispose();
  }
}

const rowsPerBlock = ({ count }: Samples): number => Math.max(1, Math.floor(blockSize / count));

function meanOf({ values, count }: Samples, size: number): Float64Array {
  const mean = new Float64Array(size);
  for (let i = 0; i < values.length; i++) mean[i % size]! += values[i]! / count;
  return mean;
}

function moved({ values }: Samples, mean: Float64Array): Float32Array {
  return values.map((value, i) => value - mean[i % mean.length]!);
}

/** Squared length of each row. */
function squaresOf(values: Float32Array, size: number): Float64Array {
  const squares = new Float64Array(values.length / size);
  for (let i = 0; i < values.length; i++) squares[Math.floor(i / size)]! += values[i]! ** 2;
  return squares;
}
