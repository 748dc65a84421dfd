import * as g from '../../graph/index.js';
import { BLOCKED_DOMAIN, channelBlock } from '../../session/channel-block.js';
import { TO_FIRST } from './axis-orders.js';

/**
 * Convolutions by ONNX Runtime's blocked kernels, which compute each output from the image as it lies, without patches. Channels
 * lie in blocks of 8 or 16 for them; the orders are changed from and to channels last on either side, in the same trip that
 * transposes would take. In a model of its own ONNX Runtime only does this for filters that are constants.
 *
 *   image   [B,H,W,C]      to  [B,C/block,H,W,block], written as [B,C,H,W]; with less than a block of channels plainly [B,C,H,W]
 *   filter  [KH,KW,C,F]    to  [F/block,C/block,KH,KW,block,block], written as [F,C,KH,KW]
 *
 * Filters are padded with zeros to whole blocks of F; what those give is dropped.
 */

type Shape4 = [number, number, number, number];

function blocked(
  op: string,
  inputs: readonly (g.Value | null)[],
  shape: g.Shape,
  attributes: g.Attributes = {},
): g.Value {
  return g.makeNode(op, inputs, [{ type: 'float32', shape }], attributes, BLOCKED_DOMAIN)[0]!;
}

const wholeBlocks = (count: number): number => Math.ceil(count / channelBlock()) * channelBlock();

/** Whether blocked kernels take an image of so many channels: of less than one block, or of whole ones. */
export function hasBlockedForm(channels: number): boolean {
  const block = channelBlock();
  return block > 1 && (channels < block || channels % block === 0);
}

/** Whether so many filters need no padding. */
export function fillsBlocks(filters: number): boolean {
  return filters % channelBlock() === 0;
}

export function blockedImage(x: g.Value): g.Value {
  const [batch, height, width, channels] = x.shape as Shape4;
  if (channels < channelBlock()) return g.transpose(x, TO_FIRST);
  return blocked('ReorderInput', [x], [batch, channels, height, width], { channels_last: { i: 1 } });
}

/** A filter [KH,KW,C,F], F whole blocks, in the order that blocked kernels read: written as [F,C,KH,KW]. */
function blockedFilter(filter: g.Value): g.Value {
  const block = channelBlock();
  const [kh, kw, c, f] = filter.shape as Shape4;
  const [outer, inner] = c < block ? [1, c] : [c / block, block];
  const parts = g.reshape(filter, [kh, kw, outer, inner, f / block, block]);
  // a plain image wants its few channels before the taps, a blocked one the block after them
  const order = c < block ? [4, 2, 3, 0, 1, 5] : [4, 2, 0, 1, 3, 5];
  return g.reshape(g.transpose(parts, order), [f, c, kh, kw]);
}

/**
 * Some taps of a filter with inputs and outputs exchanged, in the order that blocked kernels read: [KH,KW,C,F] to [C,F,taps]. C is whole
 * blocks, F is less than one or whole ones. The whole is put in order once for all phases that take taps of it.
 */
export function blockedTaps(filter: g.Value, taps: readonly number[], kernel: g.Tile): g.Value {
  const block = channelBlock();
  const [kh, kw, c, f] = filter.shape as Shape4;
  const [outer, inner] = f < block ? [1, f] : [f / block, block];
  const parts = g.reshape(filter, [kh * kw, c / block, block, outer, inner]);
  const whole = f < block ? g.transpose(parts, [1, 3, 4, 0, 2]) : g.transpose(parts, [1, 3, 0, 4, 2]);
  const axis = f < block ? 3 : 2;
  return g.reshape(g.gather(whole, g.int32s(taps), axis), [c, f, ...kernel]);
}

/** A blocked result [B,F,OH,OW], F whole blocks, channels last: one Gather of blocks, which ONNX Runtime shares out among threads. */
function unblocked(y: g.Value, outShape: g.Shape): g.Value {
  const block = channelBlock();
  const [batch, oh, ow, f] = outShape as Shape4;
  const [pixels, blocks] = [oh * ow, f / block];
  const places = Array.from(
    { length: pixels * blocks },
    (_, i) => (i % blocks) * pixels + Math.floor(i / blocks),
  );
  return g.reshape(g.gather(g.reshape(y, [batch, blocks * pixels, block]), g.int32s(places), 1), outShape);
}

/** A convolution of a blocked image with blocked filters, its result blocked: [B,F/block,OH,OW,block], written as [B,F,OH,OW]. */
export function convOfBlocks(
  image: g.Value,
  filters: g.Value,
  geometry: g.ConvGeometry,
  [oh, ow]: readonly [number, number],
  { bias, activation } = g.NO_EPILOGUE,
): g.Value {
  const alpha = activation?.attributes.alpha;
  return blocked(
    'Conv',
    [image, filters, ...(bias ? [bias] : [])],
    [image.shape[0]!, filters.shape[0]!, oh, ow],
    {
      strides: { is: geometry.strides },
      dilations: { is: geometry.dilations },
      pads: { is: geometry.pads },
      group: { i: 1 },
      kernel_shape: { is: filters.shape.slice(2) },
      ...(activation ? { activation: { s: activation.op } } : {}),
      ...(alpha ? { activation_params: { fs: [(alpha as { f: number }).f] } } : {}),
    },
  );
}

export function convBlocked(
  x: g.Value,
  filter: g.Value,
  geometry: g.ConvGeometry,
  outShape: g.Shape,
  { bias, activation } = g.NO_EPILOGUE,
): g.Value {
  const [, oh, ow, f] = outShape as Shape4;
  const padding = wholeBlocks(f) - f;
  const filters = blockedFilter(g.pad(filter, [0, 0, 0, 0], [0, 0, 0, padding]));
  const y = convOfBlocks(blockedImage(x), filters, geometry, [oh, ow], {
    bias: bias && g.pad(bias, [0], [padding]),
    activation,
  });
  return padding > 0
    ? blocked('ReorderOutput', [y], outShape, { channels: { i: f }, channels_last: { i: 1 } })
    : unblocked(y, outShape);
}

/**
 * What flows back to x with stride 1: the convolution of dy with the filter turned by 180 degrees, inputs and outputs exchanged. C is
 * whole blocks.
 */
export function inputGradBlocked(
  dy: g.Value,
  filter: g.Value,
  geometry: g.ConvGeometry,
  xShape: g.Shape,
  epilogue = g.NO_EPILOGUE,
): g.Value {
  const [kh, kw] = filter.shape as Shape4;
  const [, height, width] = xShape as Shape4;
  const backwards = Array.from({ length: kh * kw }, (_, tap) => kh * kw - 1 - tap);
  const filters = blockedTaps(filter, backwards, [kh, kw]);
  const turned = g.turnGeometry(geometry, filter.shape);
  return unblocked(convOfBlocks(blockedImage(dy), filters, turned, [height, width], epilogue), xShape);
}
