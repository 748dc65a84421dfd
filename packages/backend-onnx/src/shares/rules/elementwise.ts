import { PARTIAL, type Split, split } from '../signature.js';
import { is, type Rule, splitOf } from './rule.js';

/** Splits of operands that broadcast against each other must lie on the same axis, counted from the last. */
export const elementwise: Rule = (node, operands) => {
  const cut = operands.filter((operand) => is(operand, 'split'));
  if (cut.length === 0) return linear(node, operands);
  const { rank } = node.outputs[0]!;
  const { value, signature } = cut[0]!;
  const fromLast = value.rank - (signature as Split).axis;
  const { segments } = signature as Split;
  const fits = operands.every((operand) => {
    const at = operand.value.rank - fromLast;
    if (is(operand, 'split')) return splitOf(operand).axis === at && splitOf(operand).segments === segments;
    return is(operand, 'broadcast') && (operand.value.shape[at] ?? 1) === 1;
  });
  return fits ? { signature: split(rank - fromLast, segments) } : null;
};

/** What may be done to each of the terms of a sum instead of to the sum. */
const linear: Rule = (node, operands) => {
  const [a, b] = operands;
  const partial = operands.filter((operand) => is(operand, 'partial')).length;
  const fits =
    node.op === 'Neg' ||
    ((node.op === 'Add' || node.op === 'Sub') && partial === 2) ||
    (node.op === 'Mul' && partial === 1) ||
    (node.op === 'Div' && is(a, 'partial') && is(b, 'broadcast'));
  return fits ? { signature: PARTIAL } : null;
};
