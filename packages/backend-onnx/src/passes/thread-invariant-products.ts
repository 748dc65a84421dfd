import * as g from '../graph/index.js';

/**
 * Threads up to which bits do not depend on their number; more are not used. A row of a product is cut into columns
 * for the threads only where it is at least CUT_COLUMNS * MAX_THREADS wide.
 */
export const MAX_THREADS = 8;

/** MLAS adds up this many terms before it rounds into the result, as long as one thread's columns are at least as many. */
const CUT_COLUMNS = 128;
const CUT_TERMS = 128;

/** Rows up to which a sum over parts of the terms is faster than turning the product around. */
const FEW_ROWS = 8;

/**
 * Forms matrix products such that the number of threads does not change their bits.
 *
 * MLAS (the matrix kernels of ONNX Runtime, 1.30, sgemm.cpp) splits a product [M,K] @ [K,N] for its threads by columns
 * when N > M and by rows otherwise. Rows are harmless. With few columns per thread it adds up more terms in one go, so
 * where K exceeds one such block the same sum is rounded at other places when the number of threads changes. Products
 * with N > M are therefore computed as (B^T A^T)^T, unless they are so wide that MAX_THREADS still get full blocks. A
 * product with one column takes a vector kernel that groups rows by thread; with B given transposed it does not.
 *
 * Two thin kinds, which gradients of narrow layers are, have faster forms. A column from A^T is the row b^T A. Few rows from A^T
 * are the sum of MAX_THREADS products over parts of the terms: as many products as threads are never cut.
 *
 * Measured over 2874 shapes with 1, 2, 3, 4 and 8 threads: these two cases are all that differ.
 */
export const threadInvariantProducts: g.Rule = (node, inputs) => {
  if (node.domain !== '' || node.outputs[0]?.type !== 'float32') return null;
  if (node.op === 'Gemm') return gemm(node, inputs);
  if (node.op === 'MatMul') return batchedProduct(node, inputs);
  return null;
};

function splitsColumns(rows: number, columns: number, terms: number): boolean {
  return terms > CUT_TERMS && columns > rows && rows > 1 && columns < CUT_COLUMNS * MAX_THREADS;
}

function gemm(node: g.Node, inputs: readonly (g.Value | null)[]): readonly g.Value[] | null {
  const [a, b, c = null] = inputs as [g.Value, g.Value, g.Value | null | undefined];
  const transposeA = flag(node, 'transA');
  const transposeB = flag(node, 'transB');
  const [rows, columns] = node.outputs[0]!.shape as [number, number];
  const terms = a.shape[transposeA ? 0 : 1]!;
  const withC = (product: g.Value) => [c ? g.add(product, c) : product];
  if (splitsColumns(rows, columns, terms)) {
    if (transposeA && !transposeB && rows <= FEW_ROWS && terms % MAX_THREADS === 0)
      return withC(sumOfParts(a, b));
    const swapped = g.matMulAdd(b, a, null, { transposeA: !transposeB, transposeB: !transposeA });
    // Through a third axis: ONNX Runtime would fold a plain transpose back into the product.
    const turned = g.swapLastTwo(g.reshape(swapped, [1, columns, rows]));
    return withC(g.reshape(turned, [rows, columns]));
  }
  if (columns === 1 && rows > 1 && transposeA) {
    return withC(g.reshape(g.matMulAdd(g.reshape(b, [1, terms]), a, null), [rows, 1]));
  }
  if (columns === 1 && rows > 1 && terms > CUT_TERMS && !transposeB) {
    return [g.matMulAdd(a, g.reshape(b, [1, terms]), c, { transposeA, transposeB: true })];
  }
  return null;
}

/** a^T @ b for a [K,M] and b [K,N]: MAX_THREADS products of K / MAX_THREADS terms each, added up in order. */
function sumOfParts(a: g.Value, b: g.Value): g.Value {
  const parts = (x: g.Value) => g.reshape(x, [MAX_THREADS, x.shape[0]! / MAX_THREADS, x.shape[1]!]);
  const shape = [MAX_THREADS, a.shape[1]!, b.shape[1]!];
  const product = g.makeNode('MatMul', [g.swapLastTwo(parts(a)), parts(b)], [{ type: a.type, shape }])[0]!;
  return g.reduce('ReduceSum', product, [0]);
}

function batchedProduct(node: g.Node, inputs: readonly (g.Value | null)[]): readonly g.Value[] | null {
  const [a, b] = inputs as [g.Value, g.Value];
  if (a.rank < 2 || b.rank < 2) return null;
  const [rows, columns] = node.outputs[0]!.shape.slice(-2) as [number, number];
  if (!splitsColumns(rows, columns, a.shape[a.rank - 1]!)) return null;
  return [g.swapLastTwo(g.matMul(g.swapLastTwo(b), g.swapLastTwo(a)))];
}

function flag(node: g.Node, name: string): boolean {
  const attribute = node.attributes[name];
  return attribute !== undefined && 'i' in attribute && attribute.i === 1;
}
