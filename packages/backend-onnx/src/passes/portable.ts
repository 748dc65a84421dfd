import * as g from '../graph/index.js';
import { commonSubexpressions } from './common-subexpressions.js';
import { convChannelsFirst, inputGradChannelsFirst } from './convolution/channels-first.js';
import { simplify } from './simplify/index.js';

/**
 * A traced graph in standard ONNX operations only, for other runtimes: convolutions become `Conv` and `ConvTranspose`,
 * whatever their shape, and products are left as they are.
 */
export function makePortable(outputs: readonly g.Value[]): g.Value[] {
  let graph = g.rewrite(outputs, commonSubexpressions());
  graph = simplify(graph);
  graph = g.rewrite(graph, standardConvolutions);
  graph = simplify(graph);
  return g.rewrite(graph, commonSubexpressions());
}

const standardConvolutions: g.Rule = (node, inputs) => {
  if (node.domain !== g.GANX_DOMAIN) return null;
  const [a, b] = inputs as [g.Value, g.Value];
  const { shape } = node.outputs[0]!;
  if (node.op === 'Conv2D') return [convChannelsFirst(a, b, g.geometryOf(node), shape)];
  if (node.op === 'Conv2DInputGrad') return [inputGradChannelsFirst(a, b, g.geometryOf(node), shape)];
  return null;
};
