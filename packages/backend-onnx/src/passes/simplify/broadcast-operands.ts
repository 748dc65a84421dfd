import * as g from '../../graph/index.js';

const BROADCASTING = new Set([
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Pow',
  'Max',
  'Min',
  'Where',
  'Equal',
  'Greater',
  'GreaterOrEqual',
  'Less',
  'LessOrEqual',
  'And',
  'Or',
  'Xor',
]);

/** Elementwise operations broadcast by themselves: an operand need not be spread out in memory for them. */
export const broadcastOperands: g.Rule = (node, inputs) => {
  if (node.domain !== '' || !BROADCASTING.has(node.op)) return null;
  const shape = node.outputs[0]!.shape;
  const operands = [...(inputs as g.Value[])];
  let changed = false;
  operands.forEach((operand, i) => {
    const source = spreadFrom(operand);
    if (!source) return;
    const others = operands
      .filter((_, j) => j !== i)
      .reduce<g.Shape>((all, v) => g.broadcastShapes(all, v.shape), []);
    if (!g.sameShape(g.broadcastShapes(others, source.shape), shape)) return;
    operands[i] = source;
    changed = true;
  });
  return changed ? g.cloneNode(node, operands) : null;
};

function spreadFrom(value: g.Value): g.Value | null {
  return value.node?.op === 'Expand' && value.node.domain === '' ? value.node.inputs[0]! : null;
}
