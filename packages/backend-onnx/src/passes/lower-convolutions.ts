import * as g from '../graph/index.js';
import { convByGather } from './convolution/by-gather.js';
import { convChannelsFirst, inputGradChannelsFirst } from './convolution/channels-first.js';
import { filterGradByGather, filterGradByPatches, filterGradDepthwise } from './convolution/filter-grad.js';
import { convByRows, filterGradByRows, inputGradByRows } from './convolution/rows.js';

/** Below this many channels a tap is too few bytes to copy one by one. */
const MIN_CHANNELS = 8;
/** Below this many rows a matrix product does not pay for its packing. */
const MIN_MATRIX_ROWS = 64;
const MAX_PRODUCTS = 1024;
/** Above this many patch values per image they are not worth their memory. */
const MAX_PATCHES = 1 << 17;

/**
 * Replaces channels-last convolutions by ONNX operations. The way is picked by shape alone, never by a measurement at
 * run time, so that a graph gives the same bits everywhere.
 */
export const lowerConvolutions: g.Rule = (node, inputs) => {
  if (node.domain !== g.GANX_DOMAIN) return null;
  const geometry = g.geometryOf(node);
  const shape = node.outputs[0]!.shape;
  const [a, b] = inputs as [g.Value, g.Value];
  switch (node.op) {
    case 'Conv2D': {
      const byRows = suitsRows(geometry, shape, b.shape, a.shape[3]!);
      // with stride 1 the patches are many times the image
      const byGather = suitsGather(geometry, shape, b.shape) && geometry.strides.every((s) => s > 1);
      const way = byRows ? convByRows : byGather ? convByGather : convChannelsFirst;
      return [way(a, b, geometry, shape, g.epilogueOf(node, inputs))];
    }
    case 'Conv2DInputGrad': {
      const byRows =
        suitsRows(geometry, a.shape, b.shape, a.shape[3]!) &&
        b.shape[2]! >= MIN_CHANNELS &&
        isDense(geometry);
      return [(byRows ? inputGradByRows : inputGradChannelsFirst)(a, b, geometry, shape)];
    }
    case 'Conv2DFilterGrad': {
      if (geometry.groups > 1) return [filterGradDepthwise(a, b, geometry, shape)];
      const byRows = suitsRows(geometry, b.shape, shape, a.shape[3]!);
      const byGather = suitsGather(geometry, b.shape, shape);
      const way = byRows ? filterGradByRows : byGather ? filterGradByGather : filterGradByPatches;
      return [way(a, b, geometry, shape)];
    }
    default:
      return null;
  }
};

const isDense = (geometry: g.ConvGeometry) => geometry.dilations.every((d) => d === 1);

function suitsRows(geometry: g.ConvGeometry, small: g.Shape, filter: g.Shape, channels: number): boolean {
  const [batch, oh, ow] = small as [number, number, number, number];
  return (
    geometry.groups === 1 &&
    channels >= MIN_CHANNELS &&
    filter[3]! >= MIN_CHANNELS &&
    batch * ow >= MIN_MATRIX_ROWS &&
    oh * filter[0]! <= MAX_PRODUCTS
  );
}

/** Images of few channels: the first layer of a discriminator, the last of a generator on the way back. */
function suitsGather(geometry: g.ConvGeometry, small: g.Shape, filter: g.Shape): boolean {
  const [batch, oh, ow] = small as [number, number, number, number];
  const [kh, kw, c, f] = filter as [number, number, number, number];
  return (
    geometry.groups === 1 &&
    c < MIN_CHANNELS &&
    f >= MIN_CHANNELS &&
    batch * oh * ow >= MIN_MATRIX_ROWS &&
    oh * ow * kh * kw * c <= MAX_PATCHES
  );
}
