import * as g from '../graph/index.js';
import type { Device } from '../session/device.js';
import { commonSubexpressions } from './common-subexpressions.js';
import { foldConstants } from './constant-folding.js';
import { convChannelsFirst, inputGradChannelsFirst } from './convolution/channels-first.js';
import { filterGradByPatches, filterGradDepthwise } from './convolution/filter-grad.js';
import { filterGradExchanged, inputGradSymmetric } from './convolution/for-devices.js';
import { simplify } from './simplify/index.js';

/**
 * What is done to a traced graph before it runs on a GPU: convolutions become ONNX's own operations, which its providers
 * have kernels for, and products stay whole. What makes a processor fast (rows of patches, products cut for the bits'
 * sake) would only make many small dispatches here.
 */
export function optimizeForDevice(outputs: readonly g.Value[], device: Device): g.Value[] {
  let graph = g.rewrite(outputs, commonSubexpressions());
  graph = simplify(graph);
  graph = foldConstants(graph);
  graph = g.rewrite(graph, wholeConvolutions(device));
  graph = simplify(graph);
  return g.rewrite(graph, commonSubexpressions());
}

const wholeConvolutions =
  (device: Device): g.Rule =>
  (node, inputs) => {
    if (node.domain !== g.GANX_DOMAIN) return null;
    const [a, b] = inputs as [g.Value, g.Value];
    const geometry = g.geometryOf(node);
    const { shape } = node.outputs[0]!;
    switch (node.op) {
      case 'Conv2D':
        return [convChannelsFirst(a, b, geometry, shape)];
      case 'Conv2DInputGrad':
        return [(device === 'cuda' ? inputGradSymmetric : inputGradChannelsFirst)(a, b, geometry, shape)];
      case 'Conv2DFilterGrad':
        return [filterGradFor(device, geometry, shape)(a, b, geometry, shape)];
      default:
        return null;
    }
  };

/**
 * Measured on an H200: a critic of 3 x 3 filters takes 45 ms per iteration with one convolution and 60 with patches on CUDA,
 * 190 and 168 on WebGPU; with 5 x 5 filters WebGPU takes 27 and 29.
 */
const MANY_TAPS = 16;

function filterGradFor(device: Device, geometry: g.ConvGeometry, [kh, kw]: g.Shape) {
  if (geometry.groups > 1) return filterGradDepthwise;
  return device === 'webgpu' && kh! * kw! < MANY_TAPS ? filterGradByPatches : filterGradExchanged;
}
