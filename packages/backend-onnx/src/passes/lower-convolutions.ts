import * as g from '../graph/index.js';
import { convChannelsFirst, inputGradChannelsFirst } from './convolution/channels-first.js';
import { filterGradByPatches, filterGradDepthwise } from './convolution/filter-grad.js';

/** Replaces channels-last convolutions by ONNX operations, the way picked by shape alone. */
export const lowerConvolutions: g.Rule = (node, inputs) => {
  if (node.domain !== g.GANX_DOMAIN) return null;
  const geometry = g.geometryOf(node);
  const shape = node.outputs[0]!.shape;
  const [a, b] = inputs as [g.Value, g.Value];
  switch (node.op) {
    case 'Conv2D':
      return [convChannelsFirst(a, b, geometry, shape)];
    case 'Conv2DInputGrad':
      return [inputGradChannelsFirst(a, b, geometry, shape)];
    case 'Conv2DFilterGrad':
      return [
        geometry.groups === 1
          ? filterGradByPatches(a, b, geometry, shape)
          : filterGradDepthwise(a, b, geometry, shape),
      ];
    default:
      return null;
  }
};
