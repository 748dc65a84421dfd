import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { type KernelTable, kernel } from './kernel.js';

function along(op: 'Softmax' | 'LogSoftmax', x: g.Value, axis: number): g.Value {
  const input = g.cast(x, 'float32');
  return g.makeNode(op, [input], [{ type: 'float32', shape: x.shape }], { axis: { i: axis } })[0]!;
}

export const softmaxKernels: KernelTable = {
  [tf.LogSoftmax]: kernel<{ axis: number }>(({ logits }, { axis }) => along('LogSoftmax', logits!, axis)),
  [tf.Softmax]: kernel<{ dim: number }>(({ logits }, { dim }) => along('Softmax', logits!, dim)),
};
