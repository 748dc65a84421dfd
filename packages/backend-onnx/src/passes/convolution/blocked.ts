import * as g from '../../graph/index.js';
import { BLOCKED_DOMAIN, channelBlock } from '../../session/channel-block.js';

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

const TO_FIRST = [0, 3, 1, 2];

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

/** F is whole blocks already. */
function blockedFilter(filter: g.Value): g.Value {
  const block = channelBlock();
  const [kh, kw, c, f] = filter.shape as Shape4;
  const [outer, inner] = c < block ? [1, c] : [c / block, block];
  const parts = g.reshape(filter, [kh, kw, outer, inner, f / block, block]);
  // a plain image wants its few channels before the taps, a blocked one the block after them
  const order = c < block ? [4, 2, 3, 0, 1, 5] : [4, 2, 0, 1, 3, 5];
  return g.reshape(g.transpose(parts, order), [f, c, kh, kw]);
}

/** A convolution of a blocked image, its result blocked: [B,F/block,OH,OW,block], written as [B,F,OH,OW]. F is whole blocks. */
export function convOfBlocks(
  image: g.Value,
  filter: g.Value,
  geometry: g.ConvGeometry,
  [oh, ow]: readonly [number, number],
  { bias, activation } = g.NO_EPILOGUE,
): g.Value {
  const alpha = activation?.attributes.alpha;
  return blocked(
    'Conv',
    [image, blockedFilter(filter), ...(bias ? [bias] : [])],
    [image.shape[0]!, filter.shape[3]!, oh, ow],
    {
      strides: { is: geometry.strides },
      dilations: { is: geometry.dilations },
      pads: { is: geometry.pads },
      group: { i: 1 },
      kernel_shape: { is: filter.shape.slice(0, 2) },
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
  const y = convOfBlocks(
    blockedImage(x),
    g.pad(filter, [0, 0, 0, 0], [0, 0, 0, padding]),
    geometry,
    [oh, ow],
    {
      bias: bias && g.pad(bias, [0], [padding]),
      activation,
    },
  );
  return blocked('ReorderOutput', [y], outShape, { channels: { i: f }, channels_last: { i: 1 } });
}

/** What flows back to x with stride 1: the convolution of dy with the filter turned by 180 degrees, inputs and outputs exchanged. */
export function inputGradBlocked(
  dy: g.Value,
  filter: g.Value,
  geometry: g.ConvGeometry,
  xShape: g.Shape,
): g.Value {
  return convBlocked(dy, g.turnFilter(filter), g.turnGeometry(geometry, filter.shape), xShape);
}
