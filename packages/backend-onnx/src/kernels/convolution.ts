import * as tf from '@tensorflow/tfjs-core';
import { BackendError } from '../errors.js';
import * as g from '../graph/index.js';
import { applyActivation } from './activations.js';
import { type KernelTable, kernel } from './kernel.js';

type Shape4 = [number, number, number, number];
type Pad = 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;

interface ConvAttrs {
  strides: [number, number] | number;
  pad: Pad;
  dataFormat?: 'NHWC' | 'NCHW';
  dilations?: [number, number] | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

interface FusedConvAttrs extends ConvAttrs {
  activation?: string;
  leakyreluAlpha?: number;
}

const toLast = (x: g.Value, format?: string) => (format === 'NCHW' ? g.transpose(x, [0, 2, 3, 1]) : x);
const fromLast = (x: g.Value, format?: string) => (format === 'NCHW' ? g.transpose(x, [0, 3, 1, 2]) : x);
const float = (x: g.Value) => g.cast(x, 'float32');

interface Plan {
  geometry: g.ConvGeometry;
  xShape: Shape4;
  outShape: Shape4;
}

/** xShape in the layout that the attributes name. */
function plan(xShape: g.Shape, filterShape: g.Shape, a: ConvAttrs, depthwise = false): Plan {
  const info = tf.backend_util.computeConv2DInfo(
    [...xShape] as Shape4,
    [...filterShape] as Shape4,
    a.strides,
    a.dilations ?? 1,
    a.pad,
    a.dimRoundingMode,
    depthwise,
    a.dataFormat === 'NCHW' ? 'channelsFirst' : 'channelsLast',
  );
  return {
    geometry: {
      strides: [info.strideHeight, info.strideWidth],
      dilations: [info.dilationHeight, info.dilationWidth],
      pads: padsOf(info),
      groups: depthwise ? info.inChannels : info.inChannels / filterShape[2]!,
    },
    xShape: [info.batchSize, info.inHeight, info.inWidth, info.inChannels],
    outShape: [info.batchSize, info.outHeight, info.outWidth, info.outChannels],
  };
}

/**
 * With padding by a number TensorFlow.js computes both sizes of the result from the filter's height and the vertical stride,
 * so that there are more columns than fit, or fewer. The padding after the last one is then what those columns reach.
 *
 * Errors     BackendError GANX_BACKEND_UNSUPPORTED where it counts fewer columns than begin in the image.
 */
function padsOf(info: tf.backend_util.Conv2DInfo): [number, number, number, number] {
  const { top, bottom, left, right } = info.padInfo;
  const after = (size: number, before: number, given: number, reach: number, stride: number, out: number) => {
    const columns = (padding: number) => Math.floor((size + before + padding - reach) / stride) + 1;
    if (columns(given) === out) return given;
    const needed = Math.max(0, (out - 1) * stride + reach - size - before);
    if (columns(needed) === out) return needed;
    throw new BackendError(
      'GANX_BACKEND_UNSUPPORTED',
      `A convolution with strides [${info.strideHeight}, ${info.strideWidth}] is padded by a number (${left}): TensorFlow.js then takes the vertical stride and the filter's height for the width of the result, too, which makes ${out} columns where there are ${columns(given)}. Give the padding of each side, as [[0, 0], [${top}, ${bottom}], [${left}, ${right}], [0, 0]], or 'same'.`,
    );
  };
  return [
    top,
    left,
    after(info.inHeight, top, bottom, info.effectiveFilterHeight, info.strideHeight, info.outHeight),
    after(info.inWidth, left, right, info.effectiveFilterWidth, info.strideWidth, info.outWidth),
  ];
}

/** [KH,KW,C,M] of a depthwise convolution as the filter of a grouped one. */
function grouped(filter: g.Value): g.Value {
  const [kh, kw, c, m] = filter.shape as Shape4;
  return g.reshape(filter, [kh, kw, 1, c * m]);
}

function forward(x: g.Value, filter: g.Value, a: ConvAttrs, depthwise = false): g.Value {
  const p = plan(x.shape, filter.shape, a, depthwise);
  const f = depthwise ? grouped(float(filter)) : float(filter);
  return fromLast(g.conv2d(toLast(float(x), a.dataFormat), f, p.geometry, p.outShape), a.dataFormat);
}

function fused(inputs: Readonly<Record<string, g.Value>>, a: FusedConvAttrs, depthwise: boolean): g.Value {
  const { x, filter, bias, preluActivationWeights } = inputs;
  const product = forward(x!, filter!, a, depthwise);
  const perChannel = (v: g.Value | undefined) =>
    v && a.dataFormat === 'NCHW' && v.rank === 1 && v.shape[0] !== 1 ? g.reshape(v, [v.shape[0]!, 1, 1]) : v;
  const sum = bias ? g.add(product, perChannel(bias)!) : product;
  return applyActivation(sum, a.activation, perChannel(preluActivationWeights), a.leakyreluAlpha);
}

/** All convolutions record one channels-last operation; how it is computed is a pass's choice. */
export const convolutionKernels: KernelTable = {
  [tf.Conv2D]: kernel<ConvAttrs>(({ x, filter }, a) => forward(x!, filter!, a)),
  [tf.FusedConv2D]: kernel<FusedConvAttrs>((inputs, a) => fused(inputs, a, false)),
  [tf.DepthwiseConv2dNative]: kernel<ConvAttrs>(({ x, filter }, a) => forward(x!, filter!, a, true)),
  [tf.FusedDepthwiseConv2D]: kernel<FusedConvAttrs>((inputs, a) => fused(inputs, a, true)),
  [tf.Conv2DBackpropInput]: kernel<ConvAttrs & { inputShape: Shape4 }>(({ dy, filter }, a) => {
    const p = plan(a.inputShape, filter!.shape, a);
    // rows that the forward pass would not have made count for nothing
    const rows = g.slice(toLast(dy!, a.dataFormat), { begin: [0, 0, 0, 0], end: p.outShape });
    return fromLast(g.conv2dInputGrad(rows, filter!, p.geometry, p.xShape), a.dataFormat);
  }),
  [tf.Conv2DBackpropFilter]: kernel<ConvAttrs & { filterShape: Shape4 }>(({ x, dy }, a) => {
    const p = plan(x!.shape, a.filterShape, a);
    return g.conv2dFilterGrad(toLast(x!, a.dataFormat), toLast(dy!, a.dataFormat), p.geometry, a.filterShape);
  }),
  [tf.DepthwiseConv2dNativeBackpropInput]: kernel<ConvAttrs & { inputShape: Shape4 }>(({ dy, filter }, a) => {
    const p = plan(a.inputShape, filter!.shape, a, true);
    return g.conv2dInputGrad(dy!, grouped(filter!), p.geometry, p.xShape);
  }),
  [tf.DepthwiseConv2dNativeBackpropFilter]: kernel<ConvAttrs & { filterShape: Shape4 }>(({ x, dy }, a) => {
    const p = plan(x!.shape, a.filterShape, a, true);
    const [kh, kw, c, m] = a.filterShape;
    return g.reshape(g.conv2dFilterGrad(x!, dy!, p.geometry, [kh, kw, 1, c * m]), a.filterShape);
  }),
};
