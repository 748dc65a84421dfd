import * as g from '../graph/index.js';
import { isPositiveMask } from './simplify/activation-gradients.js';

/**
 * The gradient of relu and leaky relu asks where x is positive. The activation's output is positive at the same places:
 *
 *   positive(x)    to  positive(relu(x))      where relu(x) is computed anyway
 *
 * Then nobody but the activation reads x: it needs not be kept, and ONNX Runtime can fuse the activation into what makes x.
 */
export function activationOutputs(outputs: readonly g.Value[]): g.Value[] {
  const activations = new Map<g.Value, g.Node>();
  for (const node of g.collect(outputs).nodes) {
    if (keepsSign(node)) activations.set(node.inputs[0]!, node);
  }
  return g.rewrite(outputs, (node, inputs) => {
    const activation = isPositiveMask(node) && activations.get(node.inputs[0]!);
    // common subexpressions are joined afterwards: this is the activation that there is
    return activation ? g.cloneNode(node, g.cloneNode(activation, inputs)) : null;
  });
}

function keepsSign({ op, domain, attributes }: g.Node): boolean {
  if (domain !== '') return false;
  return op === 'Relu' || (op === 'LeakyRelu' && (attributes.alpha as { f: number }).f >= 0);
}
