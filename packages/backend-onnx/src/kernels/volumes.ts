import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { type KernelTable, kernel } from './kernel.js';

/**
 * Convolutions and averages over volumes [B,D,H,W,C], by one copy of the volume per tap of the window: patches for a
 * matrix product, or summands. Their gradients put each tap back where it came from. Products of matrices only, so that the
 * bits depend on no thread count.
 */

type Triple = readonly [number, number, number];
type Shape5 = [number, number, number, number, number];

interface ConvAttrs {
  strides: [number, number, number] | number;
  pad: 'valid' | 'same';
  dataFormat?: 'NDHWC' | 'NCDHW';
  dilations?: [number, number, number] | number;
}

interface PoolAttrs {
  filterSize: [number, number, number] | number;
  strides: [number, number, number] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: 'NDHWC' | 'NCDHW';
}

interface Windows {
  batch: number;
  channels: number;
  /** Of the input and of the output: depth, height, width. */
  inside: Triple;
  outside: Triple;
  size: Triple;
  strides: Triple;
  dilations: Triple;
  before: Triple;
}

function windowsOf(info: tf.backend_util.Conv3DInfo): Windows {
  return {
    batch: info.batchSize,
    channels: info.inChannels,
    inside: [info.inDepth, info.inHeight, info.inWidth],
    outside: [info.outDepth, info.outHeight, info.outWidth],
    size: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    before: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
  };
}

/** Offsets of the window's taps, the last axis fastest: the order of a filter's rows. */
function tapsOf({ size: [depth, height, width], dilations }: Windows): Triple[] {
  const taps: Triple[] = [];
  for (let d = 0; d < depth; d++)
    for (let h = 0; h < height; h++)
      for (let w = 0; w < width; w++) taps.push([d * dilations[0], h * dilations[1], w * dilations[2]]);
  return taps;
}

/** Sizes of the padded volume: whatever a window reaches, and all of the input. */
function paddedSize(w: Windows): number[] {
  return w.inside.map((dim, i) => {
    const reach = (w.outside[i]! - 1) * w.strides[i]! + (w.size[i]! - 1) * w.dilations[i]! + 1;
    return Math.max(reach, w.before[i]! + dim);
  });
}

/** For each tap the elements that it meets: [B,D,H,W,C] to so many [B,OD,OH,OW,C]. */
function takeTaps(x: g.Value, w: Windows): g.Value[] {
  const whole = paddedSize(w);
  const after = w.inside.map((dim, i) => whole[i]! - w.before[i]! - dim);
  const padded = g.pad(x, [0, ...w.before, 0], [0, ...after, 0]);
  return tapsOf(w).map((tap) =>
    g.slice(padded, {
      begin: [0, ...tap, 0],
      end: [w.batch, ...tap.map((at, i) => at + (w.outside[i]! - 1) * w.strides[i]! + 1), w.channels],
      step: [1, ...w.strides, 1],
    }),
  );
}

/** What takeTaps passes back: each tap at its place, strides apart, and all of them added up. */
function putTaps(taps: readonly g.Value[], w: Windows): g.Value {
  const whole = paddedSize(w);
  const places = tapsOf(w);
  const spread = taps.map((tap, k) => {
    let value = tap;
    for (const [i, stride] of w.strides.entries()) if (stride > 1) value = spreadAxis(value, i + 1, stride);
    const shape = value.shape.slice(1, 4);
    const before = places[k]!;
    const after = shape.map((dim, i) => whole[i]! - before[i]! - dim);
    return g.pad(value, [0, ...before, 0], [0, ...after, 0]);
  });
  const sum = spread.reduce((a, b) => g.add(a, b));
  return g.slice(sum, {
    begin: [0, ...w.before, 0],
    end: [w.batch, ...w.inside.map((dim, i) => w.before[i]! + dim), w.channels],
  });
}

/** Puts stride - 1 zeros between the elements of an axis. */
function spreadAxis(x: g.Value, axis: number, stride: number): g.Value {
  const split = g.unsqueeze(x, axis + 1);
  const none = split.shape.map(() => 0);
  const padded = g.pad(split, none, none.with(axis + 1, stride - 1));
  const joined = g.reshape(padded, x.shape.with(axis, x.shape[axis]! * stride));
  const end = x.shape.with(axis, (x.shape[axis]! - 1) * stride + 1);
  return g.slice(joined, { begin: x.shape.map(() => 0), end });
}

const toLast = (x: g.Value, format?: string) => (format === 'NCDHW' ? g.transpose(x, [0, 2, 3, 4, 1]) : x);
const fromLast = (x: g.Value, format?: string) => (format === 'NCDHW' ? g.transpose(x, [0, 4, 1, 2, 3]) : x);

function planConv(xShape: g.Shape, filterShape: g.Shape, a: ConvAttrs): Windows {
  const [x, filter] = [[...xShape] as Shape5, [...filterShape] as Shape5];
  return windowsOf(tf.backend_util.computeConv3DInfo(x, filter, a.strides, a.dilations ?? 1, a.pad));
}

/** [B*OD*OH*OW, taps*C] */
function patchesOf(x: g.Value, w: Windows): g.Value {
  const rows = w.batch * g.sizeOf(w.outside);
  const taps = takeTaps(x, w).map((tap) => g.reshape(tap, [rows, w.channels]));
  return g.concat(taps, 1);
}

/** Filters [KD,KH,KW,C,F] as a matrix of a row per tap and channel. */
const asMatrix = (filter: g.Value) =>
  g.reshape(filter, [g.sizeOf(filter.shape.slice(0, 4)), filter.shape[4]!]);

function planPool(xShape: g.Shape, a: PoolAttrs): Windows {
  const shape = [...xShape] as Shape5;
  return windowsOf(
    tf.backend_util.computePool3DInfo(shape, a.filterSize, a.strides, 1, a.pad, a.dimRoundingMode),
  );
}

/** One over the number of real (not padded) elements of each window: [1,OD,OH,OW,1]. */
function reciprocalCounts(w: Windows): g.Value {
  const counts = w.outside.map((out, i) =>
    Array.from({ length: out }, (_, o) => {
      const first = o * w.strides[i]! - w.before[i]!;
      const taps = Array.from({ length: w.size[i]! }, (_, k) => first + k * w.dilations[i]!);
      return taps.filter((at) => at >= 0 && at < w.inside[i]!).length;
    }),
  );
  const [depth, height, width] = counts as [number[], number[], number[]];
  const all = depth.flatMap((d) => height.flatMap((h) => width.map((v) => d * h * v)));
  // a window that lies in the padding altogether sums up to 0
  const reciprocals = all.map((count) => (count > 0 ? 1 / count : 0));
  return g.floats(reciprocals, [1, ...w.outside, 1]);
}

export const volumeKernels: KernelTable = {
  [tf.Conv3D]: kernel<ConvAttrs>(({ x, filter }, a) => {
    const volume = g.cast(toLast(x!, a.dataFormat), 'float32');
    const w = planConv(volume.shape, filter!.shape, a);
    const product = g.matMul(patchesOf(volume, w), asMatrix(g.cast(filter!, 'float32')));
    return fromLast(g.reshape(product, [w.batch, ...w.outside, filter!.shape[4]!]), a.dataFormat);
  }),
  [tf.Conv3DBackpropInputV2]: kernel<ConvAttrs & { inputShape: Shape5 }>(({ dy, filter }, a) => {
    const w = planConv(a.inputShape, filter!.shape, a);
    const rows = w.batch * g.sizeOf(w.outside);
    const flat = g.reshape(dy!, [rows, filter!.shape[4]!]);
    const patches = g.matMul(flat, asMatrix(filter!), { transposeB: true });
    const taps = tapsOf(w).map((_, k) => {
      const columns = { begin: [0, k * w.channels], end: [rows, (k + 1) * w.channels] };
      return g.reshape(g.slice(patches, columns), [w.batch, ...w.outside, w.channels]);
    });
    return putTaps(taps, w);
  }),
  [tf.Conv3DBackpropFilterV2]: kernel<ConvAttrs & { filterShape: Shape5 }>(({ x, dy }, a) => {
    const w = planConv(x!.shape, a.filterShape, a);
    const flat = g.reshape(dy!, [w.batch * g.sizeOf(w.outside), a.filterShape[4]]);
    return g.reshape(g.matMul(patchesOf(x!, w), flat, { transposeA: true }), a.filterShape);
  }),
  [tf.AvgPool3D]: kernel<PoolAttrs>(({ x }, a) => {
    const volume = g.cast(toLast(x!, a.dataFormat), 'float32');
    const w = planPool(volume.shape, a);
    const sum = takeTaps(volume, w).reduce((p, q) => g.add(p, q));
    return fromLast(g.mul(sum, reciprocalCounts(w)), a.dataFormat);
  }),
  // each dy is shared out over the elements that were averaged
  [tf.AvgPool3DGrad]: kernel<PoolAttrs>(({ dy, input }, a) => {
    const w = planPool(input!.shape, a);
    const share = g.mul(dy!, reciprocalCounts(w));
    return putTaps(
      tapsOf(w).map(() => share),
      w,
    );
  }),
};
