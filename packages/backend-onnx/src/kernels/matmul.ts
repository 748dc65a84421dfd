import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { applyActivation } from './activations.js';
import { type KernelTable, kernel } from './kernel.js';

interface MatMulAttrs {
  transposeA: boolean;
  transposeB: boolean;
}

interface FusedMatMulAttrs extends MatMulAttrs {
  activation?: string;
  leakyreluAlpha?: number;
}

const float = (x: g.Value) => g.cast(x, 'float32');

export const matmulKernels: KernelTable = {
  [tf.BatchMatMul]: kernel<MatMulAttrs>(({ a, b }, attrs) => g.matMul(float(a!), float(b!), attrs)),
  [tf._FusedMatMul]: kernel<FusedMatMulAttrs>(({ a, b, bias, preluActivationWeights }, attrs) => {
    const product = g.matMul(float(a!), float(b!), attrs);
    const sum = bias ? g.add(product, bias) : product;
    return applyActivation(sum, attrs.activation, preluActivationWeights, attrs.leakyreluAlpha);
  }),
  [tf.Einsum]: kernel<{ equation: string }>((inputs, { equation }) => {
    const values = Object.keys(inputs)
      .sort((a, b) => Number(a) - Number(b))
      .map((key) => inputs[key]!);
    const [left, right] = equation.replace(/\s+/g, '').split('->') as [string, string];
    const dims = new Map<string, number>();
    left
      .split(',')
      .forEach((term, i) => [...term].forEach((axis, j) => dims.set(axis, values[i]!.shape[j]!)));
    const shape = [...right].map((axis) => dims.get(axis)!);
    return g.makeNode('Einsum', values, [{ type: values[0]!.type, shape }], {
      equation: { s: `${left}->${right}` },
    })[0]!;
  }),
};
