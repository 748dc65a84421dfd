import {
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  Conv3D,
  Conv3DBackpropFilterV2,
  Conv3DBackpropInputV2,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  engine,
  type GradConfig,
  type NamedAttrMap,
  type NamedTensorMap,
  pad,
  reshape,
  slice,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { GradientError } from './error.js';

interface Convolution {
  readonly strides: [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dilations?: number | [number, number];
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

const run = (kernel: string, inputs: NamedTensorMap, attrs: object): Tensor =>
  engine().runKernel(kernel, inputs, attrs as NamedAttrMap);

/** As the kernel takes them, of a filter without dilation. */
const plain = ({ strides, pad, dataFormat = 'NHWC', dimRoundingMode }: Convolution) => ({
  strides,
  pad,
  dimRoundingMode,
  dataFormat,
  dilations: [1, 1],
});

function dilationsOf({ dilations = 1 }: Convolution): [number, number] {
  return typeof dilations === 'number' ? [dilations, dilations] : dilations;
}

/** A filter with zeros between its taps: [h,w,I,O] to [(h - 1) d + 1, ...]. A dilated convolution is the plain one of this. */
function spread(filter: Tensor, [down, right]: [number, number]): Tensor {
  if (down === 1 && right === 1) return filter;
  const [h, w, i, o] = filter.shape as [number, number, number, number];
  const taps = reshape(filter, [h, 1, w, i * o]);
  const tall = reshape(
    pad(taps, [
      [0, 0],
      [0, down - 1],
      [0, 0],
      [0, 0],
    ]),
    [h * down, w, 1, i * o],
  );
  const wide = pad(tall, [
    [0, 0],
    [0, 0],
    [0, right - 1],
    [0, 0],
  ]);
  const size = [(h - 1) * down + 1, (w - 1) * right + 1, i, o];
  return slice(reshape(wide, [h * down, w * right, i, o]), [0, 0, 0, 0], size);
}

/** The other way: the taps of a spread filter. */
function gather(filter: Tensor, shape: readonly number[], [down, right]: [number, number]): Tensor {
  if (down === 1 && right === 1) return filter;
  const [h, w, i, o] = shape as [number, number, number, number];
  const full = pad(filter, [
    [0, down - 1],
    [0, right - 1],
    [0, 0],
    [0, 0],
  ]);
  const rows = slice(reshape(full, [h, down, w * right, i * o]), [0, 0, 0, 0], [h, 1, w * right, i * o]);
  return reshape(slice(reshape(rows, [h, w, right, i * o]), [0, 0, 0, 0], [h, w, 1, i * o]), [h, w, i, o]);
}

const ofFilter = (kernelName: string, [byInput, byFilter]: readonly [string, string]): GradConfig => ({
  kernelName,
  inputsToSave: ['x', 'filter'],
  gradFunc: (d, [x, filter], attrs: NamedAttrMap) => {
    const dy = d as Tensor;
    const convolution = attrs as unknown as Convolution;
    const dilations = dilationsOf(convolution);
    return {
      x: () => {
        const inputs = { dy, filter: spread(filter!, dilations) };
        return run(byInput, inputs, { ...plain(convolution), inputShape: x!.shape });
      },
      filter: () => {
        const wide = spreadShape(filter!.shape, dilations);
        const slope = run(byFilter, { x: x!, dy }, { ...plain(convolution), filterShape: wide });
        return gather(slope, filter!.shape, dilations);
      },
    };
  },
});

const spreadShape = ([h, w, i, o]: readonly number[], [down, right]: [number, number]) => [
  (h! - 1) * down + 1,
  (w! - 1) * right + 1,
  i!,
  o!,
];

/** Of volumes; TensorFlow.js's kernels know no dilated gradients. */
function ofVolumes(attrs: NamedAttrMap): { strides: number; pad: string } {
  const {
    strides,
    pad,
    dilations = 1,
  } = attrs as { strides: number; pad: string; dilations?: number | number[] };
  if ([dilations].flat().some((d) => d !== 1))
    throw new GradientError(
      Conv3D,
      `dilated convolutions of volumes have no gradient (dilations ${dilations}).`,
    );
  return { strides, pad };
}

const volumes = (x: Tensor, filter: Tensor, attrs: NamedAttrMap) =>
  run(Conv3D, { x, filter }, { ...ofVolumes(attrs), dataFormat: 'NDHWC', dilations: [1, 1, 1] });
const volumesByInput = (dy: Tensor, filter: Tensor, { shape }: Tensor, attrs: NamedAttrMap) =>
  run(Conv3DBackpropInputV2, { dy, filter }, { ...ofVolumes(attrs), inputShape: shape });
const volumesByFilter = (x: Tensor, dy: Tensor, { shape }: Tensor, attrs: NamedAttrMap) =>
  run(Conv3DBackpropFilterV2, { x, dy }, { ...ofVolumes(attrs), filterShape: shape });

/**
 * Convolutions, their gradients, and the gradients of those: each is linear in both of its inputs, and they are each other's.
 * TensorFlow.js 4.22 has no gradient for dilated ones, and none for the gradients by filters and of volumes.
 */
export const convolution: readonly GradConfig[] = [
  ofFilter(Conv2D, [Conv2DBackpropInput, Conv2DBackpropFilter]),
  ofFilter(DepthwiseConv2dNative, [DepthwiseConv2dNativeBackpropInput, DepthwiseConv2dNativeBackpropFilter]),
  ...[
    [Conv2DBackpropInput, Conv2DBackpropFilter, Conv2D] as const,
    [DepthwiseConv2dNativeBackpropInput, DepthwiseConv2dNativeBackpropFilter, DepthwiseConv2dNative] as const,
  ].flatMap(([byInput, byFilter, forward]): GradConfig[] => [
    {
      kernelName: byFilter,
      inputsToSave: ['x', 'dy'],
      gradFunc: (d, [x, dy], attrs: NamedAttrMap) => {
        const own = attrs as unknown as Convolution;
        const filter = d as Tensor;
        return {
          x: () => run(byInput, { dy: dy!, filter }, { ...plain(own), inputShape: x!.shape }),
          dy: () => run(forward, { x: x!, filter }, plain(own)),
        };
      },
    },
    {
      kernelName: byInput,
      inputsToSave: ['dy', 'filter'],
      gradFunc: (d, [dy, filter], attrs: NamedAttrMap) => {
        const own = attrs as unknown as Convolution;
        const x = d as Tensor;
        return {
          dy: () => run(forward, { x, filter: filter! }, plain(own)),
          filter: () => run(byFilter, { x, dy: dy! }, { ...plain(own), filterShape: filter!.shape }),
        };
      },
    },
  ]),
  {
    kernelName: Conv3D,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, [x, filter], attrs: NamedAttrMap) => ({
      x: () => volumesByInput(dy as Tensor, filter!, x!, attrs),
      filter: () => volumesByFilter(x!, dy as Tensor, filter!, attrs),
    }),
  },
  {
    kernelName: Conv3DBackpropInputV2,
    inputsToSave: ['dy', 'filter'],
    gradFunc: (x, [dy, filter], attrs: NamedAttrMap) => ({
      dy: () => volumes(x as Tensor, filter!, attrs),
      filter: () => volumesByFilter(x as Tensor, dy!, filter!, attrs),
    }),
  },
  {
    kernelName: Conv3DBackpropFilterV2,
    inputsToSave: ['x', 'dy'],
    gradFunc: (filter, [x, dy], attrs: NamedAttrMap) => ({
      x: () => volumesByInput(dy!, filter as Tensor, x!, attrs),
      dy: () => volumes(x!, filter as Tensor, attrs),
    }),
  },
];
