import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { type Kernel, type KernelTable, kernel } from './kernel.js';

interface ReduceAttrs {
  axis: number | number[];
  keepDims?: boolean;
}

const axesOf = (x: g.Value, axis: number | number[]) => tf.util.parseAxisParam(axis, [...x.shape]);

function reduction(op: g.ReduceOp): Kernel {
  return kernel<ReduceAttrs>(({ x }, { axis, keepDims }) => {
    const isBool = x!.type === 'bool';
    const input = isBool ? g.cast(x!, 'int32') : x!;
    const result = g.reduce(op, input, axesOf(input, axis), keepDims ?? false);
    return isBool && (op === 'ReduceMax' || op === 'ReduceMin') ? g.cast(result, 'bool') : result;
  });
}

function overBooleans(op: 'ReduceMin' | 'ReduceMax'): Kernel {
  return kernel<ReduceAttrs>(({ x }, { axis, keepDims }) => {
    const input = g.cast(x!, 'int32');
    return g.cast(g.reduce(op, input, axesOf(input, axis), keepDims ?? false), 'bool');
  });
}

function position(op: 'ArgMax' | 'ArgMin'): Kernel {
  return kernel<{ axis: number }>(({ x }, { axis }) => {
    const input = x!.type === 'bool' ? g.cast(x!, 'int32') : x!;
    return g.argReduce(op, input, axesOf(input, axis)[0]!);
  });
}

interface CumulativeAttrs {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

export const reductionKernels: KernelTable = {
  [tf.All]: overBooleans('ReduceMin'),
  [tf.Any]: overBooleans('ReduceMax'),
  [tf.ArgMax]: position('ArgMax'),
  [tf.ArgMin]: position('ArgMin'),
  [tf.Cumsum]: kernel<CumulativeAttrs>(
    ({ x }, { axis, exclusive, reverse }) =>
      g.makeNode('CumSum', [x!, g.scalar(axis, 'int32')], [{ type: x!.type, shape: x!.shape }], {
        exclusive: { i: exclusive ? 1 : 0 },
        reverse: { i: reverse ? 1 : 0 },
      })[0]!,
  ),
  [tf.Max]: kernel<{ reductionIndices: number | number[]; keepDims: boolean }>(
    ({ x }, { reductionIndices, keepDims }) =>
      reduction('ReduceMax')({ x: x! }, { axis: reductionIndices, keepDims } as never),
  ),
  [tf.Mean]: kernel<ReduceAttrs>(({ x }, { axis, keepDims }) => {
    const input = g.cast(x!, 'float32');
    return g.reduce('ReduceMean', input, axesOf(input, axis), keepDims ?? false);
  }),
  [tf.Min]: reduction('ReduceMin'),
  [tf.Prod]: reduction('ReduceProd'),
  [tf.Sum]: reduction('ReduceSum'),
};
