import * as g from '../../graph/index.js';

const neutral: Record<string, { number: number; either: boolean }> = {
  Add: { number: 0, either: true },
  Sub: { number: 0, either: false },
  Mul: { number: 1, either: true },
  Div: { number: 1, either: false },
  Pow: { number: 1, either: false },
};

/** x + 0, x - 0, x * 1, x / 1, x ^ 1 are x. (x + 0 makes a negative zero positive; nothing that follows is told apart by it but 1/x.) */
export const neutralOperands: g.Rule = (node, inputs) => {
  const rule = node.domain === '' ? neutral[node.op] : undefined;
  if (!rule) return null;
  const [a, b] = inputs as [g.Value, g.Value];
  const shape = node.outputs[0]!.shape;
  const isNeutral = (operand: g.Value, other: g.Value) =>
    g.sameShape(other.shape, shape) &&
    other.type === node.outputs[0]!.type &&
    g.splatNumber(operand) === rule.number;
  if (isNeutral(b, a)) return [a];
  return rule.either && isNeutral(a, b) ? [b] : null;
};
