import { broadcastShapes } from './types.js';
import { reshape, transpose } from './shaping.js';
import { type Value, makeNode } from './value.js';

export interface MatMulOptions {
  transposeA?: boolean;
  transposeB?: boolean;
}

function swapLastTwo(x: Value): Value {
  const perm = x.shape.map((_, i) => i);
  perm.push(...perm.splice(perm.length - 2, 2).reverse());
  return transpose(x, perm);
}

/** a @ b over the last two axes, the leading ones broadcast. Rank 2 becomes a Gemm, which transposes for free. */
export function matMul(
  a: Value,
  b: Value,
  { transposeA = false, transposeB = false }: MatMulOptions = {},
): Value {
  if (a.rank === 2 && b.rank === 2 && a.type === 'float32') {
    const m = a.shape[transposeA ? 1 : 0]!;
    const n = b.shape[transposeB ? 0 : 1]!;
    return makeNode('Gemm', [a, b], [{ type: a.type, shape: [m, n] }], {
      transA: { i: transposeA ? 1 : 0 },
      transB: { i: transposeB ? 1 : 0 },
    })[0]!;
  }
  const left = transposeA ? swapLastTwo(a) : a;
  const right = transposeB ? swapLastTwo(b) : b;
  const batch = broadcastShapes(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const shape = [...batch, left.shape[left.rank - 2]!, right.shape[right.rank - 1]!];
  if (batch.length > 0 && batch.every((d) => d === 1)) {
    const flat = (x: Value) => reshape(x, x.shape.slice(-2));
    return reshape(matMul(flat(left), flat(right)), shape);
  }
  return makeNode('MatMul', [left, right], [{ type: a.type, shape }])[0]!;
}
