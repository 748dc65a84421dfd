import * as g from '../graph/index.js';

/**
 * Sums and means over tiles in two steps, columns within rows first:
 *
 *   sum(x, [2,4])    to  sum(sum(reshape(x, [B*H,t,W*u*C]), [1]), [1] of [B*H*W,u,C])      where x is [B,H,t,W,u,C]
 *
 * ONNX Runtime (1.30) has fast loops for one summed axis between kept ones, none for two.
 */
export const reducedTiles: g.Rule = (node, inputs) => {
  const tile = g.reducedTile(node);
  const x = inputs[0]!;
  if (!tile || x.type !== 'float32' || g.sizeOf(x.shape) === 0) return null;
  const [b, h, t, w, u, c] = x.shape as [number, number, number, number, number, number];
  const op = node.op as g.ReduceOp;
  const rows = g.reduce(op, g.reshape(x, [b * h, t, w * u * c]), [1]);
  return [g.reshape(g.reduce(op, g.reshape(rows, [b * h * w, u, c]), [1]), node.outputs[0]!.shape)];
};
