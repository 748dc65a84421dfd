import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { applyActivation } from './activations.js';
import { type KernelTable, kernel, listOf } from './kernel.js';

interface MatMulAttrs {
  transposeA: boolean;
  transposeB: boolean;
}

interface FusedMatMulAttrs extends MatMulAttrs {
  activation?: string;
  leakyreluAlpha?: number;
}

const float = (x: g.Value) => g.cast(x, 'float32');

/** The product of matrices in the last two axes. */
function product(a: g.Value, b: g.Value, attrs: MatMulAttrs): g.Value {
  const inner = a.shape[a.rank - (attrs.transposeA ? 2 : 1)];
  const other = b.shape[b.rank - (attrs.transposeB ? 1 : 2)];
  tf.util.assert(
    inner === other,
    () =>
      `Error in matMul: inner shapes (${inner}) and (${other}) of Tensors with shapes ${a.shape} and ${b.shape} and ` +
      `transposeA=${attrs.transposeA} and transposeB=${attrs.transposeB} must match.`,
  );
  if (a.type === 'int32' && b.type === 'int32') return g.matMul(a, b, attrs);
  return g.matMul(float(a), float(b), attrs);
}

export const matmulKernels: KernelTable = {
  [tf.BatchMatMul]: kernel<MatMulAttrs>(({ a, b }, attrs) => product(a!, b!, attrs)),
  [tf._FusedMatMul]: kernel<FusedMatMulAttrs>(({ a, b, bias, preluActivationWeights }, attrs) => {
    const result = product(a!, b!, attrs);
    const sum = bias ? g.add(result, bias) : result;
    return applyActivation(sum, attrs.activation, preluActivationWeights, attrs.leakyreluAlpha);
  }),
  [tf.Einsum]: kernel<{ equation: string }>((inputs, { equation }) => {
    const values = listOf(inputs);
    const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, values.length);
    const shapes = values.map((v) => ({ shape: [...v.shape] }) as tf.Tensor);
    tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, shapes);
    const sizes = new Map<string, number>();
    const [left, right] = equation.replace(/\s+/g, '').split('->') as [string, string];
    for (const [i, term] of left.split(',').entries()) {
      for (const [j, axis] of [...term].entries()) sizes.set(axis, values[i]!.shape[j]!);
    }
    const shape = [...right].map((axis) => sizes.get(axis)!);
    return g.makeNode('Einsum', values, [{ type: values[0]!.type, shape }], {
      equation: { s: `${left}->${right}` },
    })[0]!;
  }),
};
