import * as g from '../../graph/index.js';

const ELEMENTWISE = new Set([
  'Abs',
  'Add',
  'Cast',
  'Div',
  'Elu',
  'Exp',
  'HardSigmoid',
  'LeakyRelu',
  'Log',
  'Max',
  'Min',
  'Mul',
  'Neg',
  'Reciprocal',
  'Relu',
  'Selu',
  'Sigmoid',
  'Softplus',
  'Sqrt',
  'Sub',
  'Tanh',
]);

/**
 * Elementwise operations on reshaped arrays of one shape are done before the reshape, where it often meets another one
 * and both go:
 *
 *   relu(reshape(x))                  to  reshape(relu(x))
 *   reshape(x) * reshape(y) * 2       to  reshape(x * y * 2)      where x and y have the same shape
 */
export const reshapedOperands: g.Rule = (node, inputs) => {
  if (node.domain !== '' || !ELEMENTWISE.has(node.op)) return null;
  const output = node.outputs[0]!;
  let shape: g.Shape | null = null;
  const operands: g.Value[] = [];
  for (const input of inputs as readonly g.Value[]) {
    const source = reshapeSource(input);
    if (source && g.sameShape(input.shape, output.shape) && (!shape || g.sameShape(source.shape, shape))) {
      shape = source.shape;
      operands.push(source);
    } else if (g.sizeOf(input.shape) === 1 && !g.sameShape(input.shape, output.shape)) {
      operands.push(g.reshape(input, []));
    } else {
      return null;
    }
  }
  if (!shape) return null;
  const [result] = g.makeNode(
    node.op,
    operands,
    [{ type: output.type, shape }],
    node.attributes,
    node.domain,
    node.origin,
  );
  return [g.reshape(result!, output.shape)];
};

function reshapeSource(value: g.Value): g.Value | null {
  return value.node?.op === 'Reshape' && value.node.domain === '' ? value.node.inputs[0]! : null;
}
