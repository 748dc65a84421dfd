import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../errors.js';
import * as g from '../graph/index.js';
import { type KernelTable, kernel } from './kernel.js';

type Shape4 = [number, number, number, number];

interface PoolAttrs {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dilations?: [number, number] | number;
}

const TO_FIRST = [0, 3, 1, 2];
const TO_LAST = [0, 2, 3, 1];

/** Errors  BackendError GANX_BACKEND_UNSUPPORTED where TensorFlow.js counts windows that are not there, or not all. */
function infoOf(shape: g.Shape, a: PoolAttrs): tf.backend_util.Conv2DInfo {
  const info = tf.backend_util.computePool2DInfo(
    [...shape] as Shape4,
    a.filterSize,
    a.strides,
    a.dilations ?? 1,
    a.pad,
    a.dimRoundingMode,
  );
  const { effectiveFilterWidth, inWidth, outWidth, padInfo, strideHeight, strideWidth } = info;
  const span = (inWidth + padInfo.left + padInfo.right - effectiveFilterWidth) / strideWidth + 1;
  if (typeof a.pad !== 'number' || [Math.floor(span), Math.ceil(span)].includes(outWidth)) return info;
  throw new BackendError(
    'GANX_BACKEND_UNSUPPORTED',
    `A pooling with strides [${strideHeight}, ${strideWidth}] is padded by a number (${a.pad}): TensorFlow.js then takes the vertical stride and the window's height for the width of the result, too, which makes ${outWidth} columns where there are ${Math.floor(span)}. Pad before pooling, with tf.pad or tf.mirrorPad, or give 'same' or 'valid'.`,
  );
}

function windowOf(info: tf.backend_util.Conv2DInfo): g.Attributes {
  return {
    kernel_shape: { is: [info.filterHeight, info.filterWidth] },
    strides: { is: [info.strideHeight, info.strideWidth] },
    dilations: { is: [info.dilationHeight, info.dilationWidth] },
    pads: { is: [info.padInfo.top, info.padInfo.left, info.padInfo.bottom, info.padInfo.right] },
  };
}

/** Whether the windows cover the image without overlap, gap or padding. */
function tilesImage(info: tf.backend_util.Conv2DInfo): boolean {
  const { padInfo } = info;
  return (
    info.dilationHeight === 1 &&
    info.dilationWidth === 1 &&
    info.strideHeight === info.filterHeight &&
    info.strideWidth === info.filterWidth &&
    info.outHeight * info.filterHeight === info.inHeight &&
    info.outWidth * info.filterWidth === info.inWidth &&
    [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right].every((pad) => pad === 0)
  );
}

const channelsFirst = (info: tf.backend_util.Conv2DInfo): Shape4 => [
  info.batchSize,
  info.outChannels,
  info.outHeight,
  info.outWidth,
];

function maxPool(x: g.Value, info: tf.backend_util.Conv2DInfo): { y: g.Value; positions: g.Value } {
  const shape = channelsFirst(info);
  const [y, positions] = g.makeNode(
    'MaxPool',
    [g.transpose(g.cast(x, 'float32'), TO_FIRST)],
    [
      { type: 'float32', shape },
      { type: 'int64', shape },
    ],
    windowOf(info),
  );
  return { y: y!, positions: positions! };
}

/** How many real (not padded) elements each window of an average holds, as its reciprocal: [1,1,OH,OW]. */
function reciprocalCounts(info: tf.backend_util.Conv2DInfo): g.Value {
  const along = (out: number, dim: number, size: number, stride: number, dilation: number, before: number) =>
    Array.from({ length: out }, (_, o) => {
      let n = 0;
      for (let k = 0; k < size; k++) {
        const at = o * stride + k * dilation - before;
        if (at >= 0 && at < dim) n++;
      }
      return n;
    });
  const { padInfo } = info;
  const rows = along(
    info.outHeight,
    info.inHeight,
    info.filterHeight,
    info.strideHeight,
    info.dilationHeight,
    padInfo.top,
  );
  const columns = along(
    info.outWidth,
    info.inWidth,
    info.filterWidth,
    info.strideWidth,
    info.dilationWidth,
    padInfo.left,
  );
  return g.floats(
    rows.flatMap((r) => columns.map((c) => 1 / (r * c))),
    [1, 1, info.outHeight, info.outWidth],
  );
}

export const poolingKernels: KernelTable = {
  [tf.AvgPool]: kernel<PoolAttrs>(({ x }, a) => {
    const info = infoOf(x!.shape, a);
    const input = g.transpose(g.cast(x!, 'float32'), TO_FIRST);
    const attributes = { ...windowOf(info), count_include_pad: { i: 0 } };
    return g.transpose(
      g.makeNode('AveragePool', [input], [{ type: 'float32', shape: channelsFirst(info) }], attributes)[0]!,
      TO_LAST,
    );
  }),
  // each dy is shared out over its window: where windows overlap, a transposed convolution of every channel with a window of ones
  [tf.AvgPoolGrad]: kernel<PoolAttrs>(({ dy, input }, a) => {
    const info = infoOf(input!.shape, a);
    if (tilesImage(info)) {
      const share = g.scalar(1 / (info.filterHeight * info.filterWidth));
      return g.spreadTiles(g.mul(dy!, share), [info.filterHeight, info.filterWidth]);
    }
    const shares = g.mul(g.transpose(dy!, TO_FIRST), reciprocalCounts(info));
    const images = info.batchSize * info.inChannels;
    const ones = g.splat(1, [info.filterHeight, info.filterWidth, 1, 1], 'float32');
    const dx = g.conv2dInputGrad(
      g.reshape(shares, [images, info.outHeight, info.outWidth, 1]),
      ones,
      {
        strides: [info.strideHeight, info.strideWidth],
        dilations: [info.dilationHeight, info.dilationWidth],
        pads: [info.padInfo.top, info.padInfo.left, info.padInfo.bottom, info.padInfo.right],
        groups: 1,
      },
      [images, info.inHeight, info.inWidth, 1],
    );
    return g.transpose(
      g.reshape(dx, [info.batchSize, info.inChannels, info.inHeight, info.inWidth]),
      TO_LAST,
    );
  }),
  [tf.MaxPool]: kernel<PoolAttrs>(({ x }, a) => g.transpose(maxPool(x!, infoOf(x!.shape, a)).y, TO_LAST)),
  // dy goes to the first largest element of each window; windows that share it add up
  [tf.MaxPoolGrad]: kernel<PoolAttrs>(({ dy, input }, a) => {
    const info = infoOf(input!.shape, a);
    const { positions } = maxPool(input!, info);
    const size = g.sizeOf(input!.shape);
    const flat = (v: g.Value) => g.reshape(v, [g.sizeOf(v.shape)]);
    const scattered = g.makeNode(
      'ScatterElements',
      [g.splat(0, [size], 'float32'), flat(positions), flat(g.transpose(dy!, TO_FIRST))],
      [{ type: 'float32', shape: [size] }],
      { axis: { i: 0 }, reduction: { s: 'add' } },
    )[0]!;
    return g.transpose(
      g.reshape(scattered, [info.batchSize, info.inChannels, info.inHeight, info.inWidth]),
      TO_LAST,
    );
  }),
};
