import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { type KernelTable, kernel } from './kernel.js';

export interface FillAttrs {
  shape: number[];
  value: number;
  dtype?: 'float32' | 'int32' | 'bool';
}

/** Tensors made from nothing. */
export const creationKernels: KernelTable = {
  [tf.Fill]: kernel<FillAttrs>((_, { shape, value, dtype }) => g.splat(value, shape, dtype ?? 'float32')),
  [tf.LinSpace]: kernel<{ start: number; stop: number; num: number }>((_, { start, stop, num }) => {
    const step = (stop - start) / (num - 1);
    return g.floats(Array.from({ length: num }, (_unused, i) => start + (num > 1 ? i * step : 0)));
  }),
  [tf.OneHot]: kernel<{ depth: number; onValue: number; offValue: number; dtype: g.ElementType }>(
    ({ indices }, { depth, onValue, offValue, dtype }) => {
      const classes = g.int32s(Array.from({ length: depth }, (_unused, i) => i));
      const hit = g.compare('Equal', g.unsqueeze(g.cast(indices!, 'int32'), indices!.rank), classes);
      const type = dtype ?? 'int32';
      if (onValue === 1 && offValue === 0) return g.cast(hit, type);
      return g.where(hit, g.scalar(onValue, type), g.scalar(offValue, type));
    },
  ),
  [tf.OnesLike]: kernel(({ x }) => g.splat(1, x!.shape, x!.type)),
  [tf.Range]: kernel<{ start: number; stop: number; step: number; dtype: 'float32' | 'int32' }>(
    (_, { start, stop, step, dtype }) => {
      const length =
        start === stop || (start < stop && step < 0) || (stop < start && step > 1)
          ? 0
          : Math.abs(Math.ceil((stop - start) / step));
      const direction = stop < start && step === 1 ? -1 : step;
      const values = Array.from({ length }, (_unused, i) => start + i * direction);
      return dtype === 'int32' ? g.int32s(values) : g.floats(values);
    },
  ),
  [tf.ZerosLike]: kernel(({ x }) => g.splat(0, x!.shape, x!.type)),
};
