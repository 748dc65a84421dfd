import * as g from '../../graph/index.js';
import { ELEMENTWISE } from './elementwise-operations.js';

/**
 * Elementwise operations on reshaped arrays of one shape are done before the reshape, where it often meets another one
 * and both go:
 *
 *   relu(reshape(x))                  to  reshape(relu(x))
 *   reshape(x) * reshape(y) * 2       to  reshape(x * y * 2)      where x and y have the same shape
 *   reshape(x) * channels             to  reshape(x * channels)   where the reshape leaves the axes of `channels` alone
 */
export const reshapedOperands: g.Rule = (node, inputs) => {
  if (node.domain !== '' || !ELEMENTWISE.has(node.op)) return null;
  const output = node.outputs[0]!;
  const operands = inputs as readonly g.Value[];
  const reshaped = operands.find((v) => reshapeSource(v) && g.sameShape(v.shape, output.shape));
  if (!reshaped) return null;
  const { shape } = reshapeSource(reshaped)!;
  const kept = commonEnd(shape, output.shape);
  const sources = operands.map((operand) => {
    const source = reshapeSource(operand);
    if (source && g.sameShape(operand.shape, output.shape) && g.sameShape(source.shape, shape)) return source;
    if (g.sizeOf(operand.shape) === 1 && !g.sameShape(operand.shape, output.shape))
      return g.reshape(operand, []);
    return operand.rank <= kept ? operand : null;
  });
  if (sources.includes(null)) return null;
  const [result] = g.makeNode(
    node.op,
    sources,
    [{ type: output.type, shape }],
    node.attributes,
    node.domain,
    node.origin,
  );
  return [g.reshape(result!, output.shape)];
};

/** How many of the last axes both shapes have in common. */
function commonEnd(a: g.Shape, b: g.Shape): number {
  let count = 0;
  while (count < a.length && count < b.length && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}

function reshapeSource(value: g.Value): g.Value | null {
  return value.node?.op === 'Reshape' && value.node.domain === '' ? value.node.inputs[0]! : null;
}
