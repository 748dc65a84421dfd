import * as g from '../graph/index.js';

/**
 * Takes factors that are the same along the summed axes out of sums and means:
 *
 *   sum(x * a)                  to  sum(x) * a
 *   sum((x * a) * (y * b))      to  sum(x * y) * (a * b)
 *
 * where nobody else reads the product. TensorFlow.js's gradient of batch norm sums the same two arrays, scaled per channel, four
 * times over; what is left of that are two sums. Rounds elsewhere than the given order, by a few units in the last place.
 */
export function summedFactors(outputs: readonly g.Value[]): g.Value[] {
  const reads = g.countReads(outputs);
  return g.rewrite(outputs, (node, inputs) => {
    const sums = (node.op === 'ReduceSum' || node.op === 'ReduceMean') && node.domain === '';
    const output = node.outputs[0]!;
    const axesData = sums && output.type === 'float32' ? g.constantData(inputs[1]) : null;
    if (!axesData || reads.get(node.inputs[0]!) !== 1) return null;
    const x = inputs[0]!;
    const axes = Array.from(axesData as BigInt64Array, Number);
    const { core, factors } = split(x, axes);
    if (factors.length === 0) return null;
    const keepDims = (node.attributes.keepdims as { i: number }).i === 1;
    const reduced = g.reduce(node.op as g.ReduceOp, core, axes, keepDims);
    const narrow = factors.map((factor) => {
      const padded = [...new Array<number>(x.rank - factor.rank).fill(1), ...factor.shape];
      return g.reshape(factor, keepDims ? padded : padded.filter((_, axis) => !axes.includes(axis)));
    });
    const result = g.mul(reduced, narrow.reduce(g.mul));
    return g.sameShape(result.shape, output.shape) ? [result] : null;
  });
}

/** x as a product of a whole array and factors that are the same along `axes`. */
function split(x: g.Value, axes: readonly number[]): { core: g.Value; factors: g.Value[] } {
  const whole = { core: x, factors: [] };
  const parts = factorsOf(x);
  if (!parts) return whole;
  for (const [rest, factor] of [parts, [parts[1], parts[0]]] as const) {
    if (!g.sameShape(rest.shape, x.shape) || !isThin(factor, x.rank, axes)) continue;
    const inner = split(rest, axes);
    return { core: inner.core, factors: [...inner.factors, factor] };
  }
  const [left, right] = parts;
  if (!g.sameShape(left.shape, x.shape) || !g.sameShape(right.shape, x.shape)) return whole;
  const [a, b] = [split(left, axes), split(right, axes)];
  const factors = [...a.factors, ...b.factors];
  return factors.length > 0 ? { core: g.mul(a.core, b.core), factors } : whole;
}

function factorsOf(value: g.Value): [g.Value, g.Value] | null {
  return value.node?.op === 'Mul' && value.node.domain === ''
    ? (value.node.inputs as [g.Value, g.Value])
    : null;
}

function isThin(factor: g.Value, rank: number, axes: readonly number[]): boolean {
  return axes.every((axis) => (factor.shape[axis - (rank - factor.rank)] ?? 1) === 1);
}
