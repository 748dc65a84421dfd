import * as g from '../../graph/index.js';
import { ELEMENTWISE } from './elementwise-operations.js';

/**
 * Axes of length 1 in front of an operand say nothing where operands broadcast, or where they are summed over:
 *
 *   x - reshape(mean, [1,1,1,C])          to  x - mean         where mean is [C]
 *   sum(reshape(x, [1,B,C]), [0,1])       to  sum(x, [0])      where x is [B,C]
 *
 * Statistics reach a batch norm in both forms; in one form they are found to be the same.
 */
export const leadingAxes: g.Rule = (node, inputs) => {
  if (node.domain !== '') return null;
  if (node.op === 'ReduceSum' || node.op === 'ReduceMean') return sum(node, inputs[0]!, inputs[1]!);
  return ELEMENTWISE.has(node.op) ? broadcast(node, inputs as readonly g.Value[]) : null;
};

function broadcast(node: g.Node, operands: readonly g.Value[]): g.Value[] | null {
  const bare = operands.map((operand) => withoutLeading(operand) ?? operand);
  if (bare.every((operand, i) => operand === operands[i])) return null;
  const result = bare.reduce<g.Shape>((all, operand) => g.broadcastShapes(all, operand.shape), []);
  return g.sameShape(result, node.outputs[0]!.shape) ? g.cloneNode(node, bare) : null;
}

function sum(node: g.Node, x: g.Value, axesValue: g.Value): g.Value[] | null {
  const source = withoutLeading(x);
  const axes = g.constantData(axesValue);
  if (!source || !axes || (node.attributes.keepdims as { i: number }).i === 1) return null;
  const added = x.rank - source.rank;
  const own = Array.from(axes as BigInt64Array, (axis) => Number(axis) - added).filter((axis) => axis >= 0);
  if (own.length === 0) return null;
  return [g.reshape(g.reduce(node.op as g.ReduceOp, source, own), node.outputs[0]!.shape)];
}

/** What a reshape only put axes of length 1 in front of. */
function withoutLeading(value: g.Value): g.Value | null {
  if (value.node?.op !== 'Reshape' || value.node.domain !== '') return null;
  const source = value.node.inputs[0]!;
  const added = value.rank - source.rank;
  const same = added > 0 && value.shape.every((d, i) => d === (source.shape[i - added] ?? 1));
  return same ? source : null;
}
