import * as g from '../graph/index.js';
import { convBlocked, fillsBlocks, hasBlockedForm, inputGradBlocked } from './convolution/blocked.js';
import { fallsIntoPhases, inputGradByPhases } from './convolution/blocked-phases.js';
import { convByGather } from './convolution/by-gather.js';
import { convChannelsFirst, convTransposed, inputGradChannelsFirst } from './convolution/channels-first.js';
import { filterGradCrossed } from './convolution/crossed.js';
import { filterGradByGather, filterGradByPatches, filterGradDepthwise } from './convolution/filter-grad.js';
import {
  convPointwise,
  filterGradPointwise,
  inputGradPointwise,
  isPointwise,
} from './convolution/pointwise.js';
import { convByRows, filterGradByRows, inputGradByRows } from './convolution/rows.js';

/** Below this many channels a tap is too few bytes to copy one by one. */
const MIN_CHANNELS = 8;
/** Below this many rows a matrix product does not pay for its packing. */
const MIN_MATRIX_ROWS = 64;
const MAX_PRODUCTS = 1024;
/** Above this many patch values per image they are not worth their memory. */
const MAX_PATCHES = 1 << 17;
/** Up to so many taps, or so few filters, products by rows are too thin to catch up with blocked kernels (decision 0024). */
const BLOCKED_TAPS = 16;
const BLOCKED_FILTERS = 32;
/** Up to so many filters, of a grey image say, a block of them would be mostly padding. */
const TRANSPOSED_FILTERS = 2;
/** Up to this many numbers per tap a filter's gradient is faster as one product than as one per row. */
const CROSSED_TAP = 2048;

/**
 * Replaces channels-last convolutions by ONNX operations. The way is picked by shape and by the processor's instructions, never
 * by a measurement at run time, so that a graph gives the same bits on all machines of a type.
 */
export const lowerConvolutions: g.Rule = (node, inputs) => {
  if (node.domain !== g.GANX_DOMAIN) return null;
  const geometry = g.geometryOf(node);
  const shape = node.outputs[0]!.shape;
  const [a, b] = inputs as [g.Value, g.Value];
  const epilogue = g.epilogueOf(node, inputs);
  switch (node.op) {
    case 'Conv2D':
      return [wayForward(geometry, a.shape, b.shape, shape)(a, b, geometry, shape, epilogue)];
    case 'Conv2DInputGrad':
      return [wayToInput(geometry, a.shape, b.shape, shape)(a, b, geometry, shape, epilogue)];
    case 'Conv2DFilterGrad':
      return [wayToFilter(geometry, a.shape, b.shape, shape)(a, b, geometry, shape)];
    default:
      return null;
  }
};

function wayForward(geometry: g.ConvGeometry, x: g.Shape, filter: g.Shape, y: g.Shape) {
  if (isPointwise(geometry, filter)) return convPointwise;
  const isPlain = geometry.groups === 1 && isDense(geometry) && geometry.strides.every((s) => s === 1);
  if (isPlain && filter[3]! <= TRANSPOSED_FILTERS && padsWithin(geometry, filter)) return convTransposed;
  if (padsWithin(geometry, filter) && suitsBlocks(geometry, y, filter, x[3]!)) return convBlocked;
  if (suitsRows(geometry, y, filter, x[3]!)) return convByRows;
  // with stride 1 the patches are many times the image
  return suitsGather(geometry, y, filter) && geometry.strides.every((s) => s > 1)
    ? convByGather
    : convChannelsFirst;
}

function wayToInput(geometry: g.ConvGeometry, dy: g.Shape, filter: g.Shape, x: g.Shape) {
  if (isPointwise(geometry, filter)) return inputGradPointwise;
  const [kh, kw, c, f] = filter as [number, number, number, number];
  if (c < MIN_CHANNELS) return inputGradChannelsFirst;
  const [down, across] = geometry.strides;
  // each pixel of x is reached by every s-th tap
  const turned = [Math.ceil(kh / down), Math.ceil(kw / across), f, c];
  if (fillsBlocks(c) && suitsBlocks(geometry, dy, turned, f)) {
    if (down === 1 && across === 1 && padsWithin(geometry, filter)) return inputGradBlocked;
    if (isDense(geometry) && fallsIntoPhases(geometry, dy, filter, x)) return inputGradByPhases;
  }
  return suitsRows(geometry, dy, filter, f) && isDense(geometry) ? inputGradByRows : inputGradChannelsFirst;
}

function wayToFilter(geometry: g.ConvGeometry, x: g.Shape, dy: g.Shape, filter: g.Shape) {
  if (isPointwise(geometry, filter)) return filterGradPointwise;
  if (geometry.groups > 1) return filterGradDepthwise;
  if (suitsCrossing(geometry, dy, filter)) return filterGradCrossed;
  if (suitsRows(geometry, dy, filter, x[3]!)) return filterGradByRows;
  return suitsGather(geometry, dy, filter) ? filterGradByGather : filterGradByPatches;
}

const isDense = (geometry: g.ConvGeometry) => geometry.dilations.every((d) => d === 1);

const padsWithin = ({ pads }: g.ConvGeometry, kernel: g.Shape) =>
  pads.every((pad, side) => pad < kernel[side % 2]!);

function suitsBlocks(geometry: g.ConvGeometry, out: g.Shape, filter: g.Shape, channels: number): boolean {
  const [batch, oh, ow] = out as [number, number, number, number];
  const [kh, kw, , f] = filter as [number, number, number, number];
  return (
    geometry.groups === 1 &&
    hasBlockedForm(channels) &&
    (f < MIN_CHANNELS || fillsBlocks(f)) &&
    batch * oh * ow >= MIN_MATRIX_ROWS &&
    (kh * kw <= BLOCKED_TAPS || f <= BLOCKED_FILTERS || channels < MIN_CHANNELS)
  );
}

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

function suitsCrossing(geometry: g.ConvGeometry, dy: g.Shape, filter: g.Shape): boolean {
  const [batch, oh, ow] = dy as [number, number, number, number];
  const [kh, , c, f] = filter as [number, number, number, number];
  return (
    geometry.groups === 1 &&
    isDense(geometry) &&
    kh > 1 &&
    c >= MIN_CHANNELS &&
    c * f <= CROSSED_TAP &&
    batch * oh * ow >= MIN_MATRIX_ROWS
  );
}
