import { reshape, transpose } from './shaping.js';
import { broadcastShapes } from './types.js';
import { makeNode, type Value } from './value.js';

/** a @ b + c for matrices; sums of products run through the c of the next one instead of through additions. */
export function matMulAdd(
  a: Value,
  b: Value,
  c: Value | null,
  { transposeA = false, transposeB = false }: MatMulOptions = {},
): Value {
  const shape = [a.shape[transposeA ? 1 : 0]!, b.shape[transposeB ? 0 : 1]!];
  return makeNode('Gemm', c ? [a, b, c] : [a, b], [{ type: a.type, shape }], {
    transA: { i: transposeA ? 1 : 0 },
    transB: { i: transposeB ? 1 : 0 },
  })[0]!;
}

export interface MatMulOptions {
  transposeA?: boolean;
  transposeB?: boolean;
}

export function swapLastTwo(x: Value): Value {
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
    return matMulAdd(a, b, null, { transposeA, transposeB });
  }
  const outer = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (a.type === 'float32' && outer.length > 0 && outer.every((d) => d === 1)) {
    const flat = (x: Value) => reshape(x, x.shape.slice(-2));
    const product = matMul(flat(a), flat(b), { transposeA, transposeB });
    return reshape(product, [...outer, ...product.shape]);
  }
  const left = transposeA ? swapLastTwo(a) : a;
  const right = transposeB ? swapLastTwo(b) : b;
  const batch = broadcastShapes(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const shape = [...batch, left.shape[left.rank - 2]!, right.shape[right.rank - 1]!];
  return makeNode('MatMul', [left, right], [{ type: a.type, shape }])[0]!;
}
