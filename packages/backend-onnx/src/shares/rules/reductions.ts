import * as g from '../../graph/index.js';
import { PARTIAL, SHARES, split } from '../signature.js';
import { is, isSet, listOf, numberOf, type Rule, splitOf } from './rule.js';

/** Sums over the batch are partial, and means of equal shares too, each a part of the mean. */
export const sum: Rule = (node, [x, axesOperand]) => {
  const axes = listOf(axesOperand?.value);
  if (!axes) return null;
  if (is(x, 'partial')) return { signature: PARTIAL };
  const { axis, segments } = splitOf(x!);
  if (!axes.includes(axis)) {
    const kept = isSet(node, 'keepdims');
    return { signature: split(kept ? axis : axis - axes.filter((other) => other < axis).length, segments) };
  }
  if (node.op === 'ReduceSum') return { signature: PARTIAL };
  const { type, shape } = node.outputs[0]!;
  const mean = (inputs: readonly g.Value[]) =>
    g.makeNode(node.op, inputs, [{ type, shape }], node.attributes, '', node.origin)[0]!;
  return { signature: PARTIAL, make: (inputs) => g.mul(mean(inputs), g.num(1 / SHARES, node.outputs[0]!)) };
};

/** The largest or smallest element, or a softmax, of each sample. */
export const alongOtherAxes: Rule = (node, operands) => {
  const [x, axes] = operands;
  if (!is(x, 'split')) return null;
  const over = axes ? listOf(axes.value) : [numberOf(node, 'axis')];
  const wrapped = over?.map((axis) => (axis < 0 ? axis + x!.value.rank : axis));
  if (!wrapped || wrapped.includes(splitOf(x!).axis)) return null;
  return node.op === 'Softmax' || node.op === 'LogSoftmax'
    ? { signature: x!.signature }
    : sum(node, operands);
};
