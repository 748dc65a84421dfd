import * as g from '../../graph/index.js';
import { ELEMENTWISE } from './elementwise-operations.js';

/**
 * What is computed from spread-out numbers alone is computed before they are spread:
 *
 *   expand(a, shape) / 64      to  expand(a / 64, shape)
 */
export const spreadResults: g.Rule = (node, inputs) => {
  if (node.domain !== '' || !ELEMENTWISE.has(node.op)) return null;
  const output = node.outputs[0]!;
  const narrow = (inputs as readonly g.Value[]).map((operand) =>
    operand.node?.op === 'Expand' && operand.node.domain === '' ? operand.node.inputs[0]! : operand,
  );
  const shape = narrow.reduce<g.Shape>((all, operand) => g.broadcastShapes(all, operand.shape), []);
  if (g.sizeOf(shape) >= g.sizeOf(output.shape)) return null;
  const [result] = g.makeNode(
    node.op,
    narrow,
    [{ type: output.type, shape }],
    node.attributes,
    node.domain,
    node.origin,
  );
  return [g.expand(result!, output.shape)];
};
