import type { DataType } from '@tensorflow/tfjs-core';
import type { RandomStream } from '../../plugin/index.js';
import type { WeightInitializer } from './initializers.js';

/** Fields of TensorFlow.js's initializers, by class. */
interface Fields {
  readonly value?: number;
  readonly minval?: number;
  readonly maxval?: number;
  readonly mean?: number;
  readonly stddev?: number;
  readonly gain?: number;
  readonly scale?: number;
  readonly mode?: 'fanIn' | 'fanOut' | 'fanAvg';
  readonly distribution?: 'normal' | 'uniform' | 'truncatedNormal';
}

/**
 * First values of a weight, with the distributions of TensorFlow.js 4.22's initializers but numbers from `stream`.
 * The Glorot, He and LeCun initializers are variance scaling. An initializer of another class (a plugin's own) is asked
 * itself and must not draw.
 */
export function initialValues(
  initializer: WeightInitializer,
  shape: readonly number[],
  dtype: DataType,
  stream: RandomStream,
): Float32Array {
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const is = initializer as WeightInitializer & Fields;
  switch (initializer.getClassName()) {
    case 'Zeros':
      return values;
    case 'Ones':
      return values.fill(1);
    case 'Constant':
      return values.fill(is.value!);
    case 'RandomUniform':
      stream.uniform(values, is.minval, is.maxval);
      return values;
    case 'RandomNormal':
      stream.normal(values, is.mean, is.stddev);
      return values;
    case 'TruncatedNormal':
      return truncatedNormal(values, stream, is.mean!, is.stddev!);
    case 'VarianceScaling': {
      const { fanIn, fanOut } = fans(shape);
      const fan = is.mode === 'fanIn' ? fanIn : is.mode === 'fanOut' ? fanOut : (fanIn + fanOut) / 2;
      const variance = is.scale! / Math.max(1, fan);
      if (is.distribution !== 'uniform') return truncatedNormal(values, stream, 0, Math.sqrt(variance));
      const limit = Math.sqrt(3 * variance);
      stream.uniform(values, -limit, limit);
      return values;
    }
    case 'Identity':
      for (let i = 0; i < shape[0]!; i++) values[i * (shape[1]! + 1)] = is.gain!;
      return values;
    case 'Orthogonal':
      return orthogonal(values, shape, stream, is.gain!);
    default: {
      const tensor = initializer.apply(shape, dtype);
      values.set(tensor.dataSync());
      tensor.dispose();
      return values;
    }
  }
}

/** Inputs and outputs of one unit; the last two axes are channels, those before them a receptive field. */
function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  if (shape.length < 2 || shape.length > 5) {
    const side = Math.sqrt(shape.reduce((a, b) => a * b, 1));
    return { fanIn: side, fanOut: side };
  }
  const field = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return { fanIn: shape.at(-2)! * field, fanOut: shape.at(-1)! * field };
}

/** Normal numbers; those beyond two deviations are drawn again. */
function truncatedNormal(values: Float32Array, stream: RandomStream, mean: number, deviation: number) {
  stream.normal(values);
  for (;;) {
    const outside: number[] = [];
    for (let i = 0; i < values.length; i++) if (Math.abs(values[i]!) > 2) outside.push(i);
    if (outside.length === 0) break;
    const redrawn = new Float32Array(outside.length);
    stream.normal(redrawn);
    for (const [i, index] of outside.entries()) values[index] = redrawn[i]!;
  }
  for (let i = 0; i < values.length; i++) values[i] = mean + deviation * values[i]!;
  return values;
}

/**
 * Orthonormal rows or columns, whichever are fewer, of the matrix [product of the first axes, last axis], times gain:
 * modified Gram-Schmidt, in float64, of normal vectors (twice, which is enough: Giraud et al. 2005).
 */
function orthogonal(values: Float32Array, shape: readonly number[], stream: RandomStream, gain: number) {
  const columns = shape.at(-1)!;
  const rows = values.length / columns;
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const drawn = new Float32Array(values.length);
  stream.normal(drawn);
  const vectors = Array.from({ length: count }, (_, i) =>
    Float64Array.from(drawn.subarray(i * length, (i + 1) * length)),
  );
  for (const [i, vector] of vectors.entries()) {
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = vectors[j]!;
        let dot = 0;
        for (let k = 0; k < length; k++) dot += vector[k]! * other[k]!;
        for (let k = 0; k < length; k++) vector[k]! -= dot * other[k]!;
      }
    }
    const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
    for (let k = 0; k < length; k++) vector[k]! /= norm;
    for (let k = 0; k < length; k++)
      values[rows < columns ? i * columns + k : k * columns + i] = gain * vector[k]!;
  }
  return values;
}
