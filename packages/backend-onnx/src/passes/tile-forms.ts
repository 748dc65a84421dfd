import * as g from '../graph/index.js';

/**
 * Brings changes of size by whole tiles into one form, channels last, which neighbouring convolutions can take in:
 *
 *   transpose(average_pool(transpose(x)))    to  mean(reshape(x, [B,H/t,t,W/u,u,C]), [2,4])      where the windows tile the image
 *   reshape(x, [B,H,1,W,1,C]) * ones         to  expand(reshape(x, [B,H,1,W,1,C]), [B,H,t,W,u,C])
 */
export const tileForms: g.Rule = (node, inputs) => {
  if (node.domain !== '') return null;
  if (node.op === 'Transpose') return pooled(node, inputs[0]!);
  return node.op === 'Mul' ? repeated(node, inputs as [g.Value, g.Value]) : null;
};

function pooled(node: g.Node, { node: pool }: g.Value): g.Value[] | null {
  const before = pool?.op === 'AveragePool' && pool.domain === '' ? pool.inputs[0]!.node : null;
  if (before?.op !== 'Transpose' || !isPerm(before, [0, 3, 1, 2]) || !isPerm(node, [0, 2, 3, 1])) return null;
  const x = before.inputs[0]!;
  const list = (name: string) => (pool!.attributes[name] as { is: readonly number[] }).is;
  const [t, u] = list('kernel_shape') as g.Tile;
  const { shape } = node.outputs[0]!;
  const covers = x.shape[1] === t * shape[1]! && x.shape[2] === u * shape[2]!;
  const isPlain = list('pads').every((pad) => pad === 0) && list('dilations').every((d) => d === 1);
  return covers && isPlain && g.sameShape(list('strides'), [t, u])
    ? [g.reduceTiles('ReduceMean', x, [t, u])]
    : null;
}

function isPerm(node: g.Node, perm: g.Shape): boolean {
  return g.sameShape((node.attributes.perm as { is: g.Shape }).is, perm);
}

function repeated(node: g.Node, [a, b]: [g.Value, g.Value]): g.Value[] | null {
  const { shape } = node.outputs[0]!;
  const [x, ones] = g.sizeOf(a.shape) < g.sizeOf(shape) && a.rank === 6 ? [a, b] : [b, a];
  const isPixels = x.rank === 6 && x.shape.every((d, i) => d === (i === 2 || i === 4 ? 1 : shape[i]));
  return isPixels && g.splatNumber(ones) === 1 ? [g.expand(x, shape)] : null;
}
