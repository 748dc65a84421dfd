import {
  AvgPool,
  AvgPool3D,
  AvgPool3DGrad,
  AvgPoolGrad,
  avgPool,
  avgPool3d,
  backend_util,
  engine,
  type GradConfig,
  MaxPool,
  MaxPoolGrad,
  mul,
  type NamedAttrMap,
  onesLike,
  pad as padded,
  slice,
  type Tensor,
  type Tensor4D,
  type Tensor5D,
  tensor,
  zeros,
} from '@tensorflow/tfjs-core';
import { GradientError } from './error.js';

type Pair = [number, number];

interface Pool {
  readonly filterSize: number | Pair;
  readonly strides: number | Pair;
  readonly pad: 'same' | 'valid' | number;
}

const pair = (value: number | Pair): Pair => (typeof value === 'number' ? [value, value] : value);

/**
 * Second derivatives of pooling, which TensorFlow.js does not have. Each of these gradient kernels is linear in dy, so its
 * derivative by dy is the transposed map: the forward operation again. By the example it is 0.
 *
 * For max pooling the forward operation again means "the value at the place where the window's maximum was": the average
 * over the window of the values where the kernel itself puts a gradient of 1, times the window's size. That holds where
 * windows do not overlap; elsewhere this throws.
 */
export const pooling: readonly GradConfig[] = [
  {
    kernelName: AvgPool,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs: NamedAttrMap) => ({
      x: () => slopeOfAverage(dy as Tensor4D, x as Tensor4D, attrs),
    }),
  },
  {
    kernelName: AvgPool3D,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs: NamedAttrMap) => ({
      x: () => {
        const { filterSize, strides, pad } = attrs as unknown as Pool;
        const { padInfo } = backend_util.computePool3DInfo(
          x!.shape as Shape5,
          filterSize as number,
          strides as number,
          1,
          pad,
        );
        if (Object.values(padInfo).some((side) => typeof side === 'number' && side > 0))
          throw new GradientError(
            AvgPool3D,
            'windows that reach over the edge have no gradient. Pad before pooling.',
          );
        return engine().runKernel(AvgPool3DGrad, { dy: dy as Tensor, input: x! }, attrs);
      },
    }),
  },
  {
    kernelName: AvgPool3DGrad,
    inputsToSave: ['input'],
    gradFunc: (d, [input], attrs: NamedAttrMap) => {
      const { filterSize, strides, pad } = attrs as unknown as Pool;
      return {
        dy: () => avgPool3d(d as Tensor5D, filterSize as number, strides as number, pad),
        input: () => zeros(input!.shape),
      };
    },
  },
  {
    kernelName: AvgPoolGrad,
    inputsToSave: ['input'],
    gradFunc: (d, [input], attrs: NamedAttrMap) => {
      const { filterSize, strides, pad } = attrs as unknown as Pool;
      return {
        dy: () => avgPool(d as Tensor4D, filterSize, strides, pad),
        input: () => zeros(input!.shape),
      };
    },
  },
  {
    kernelName: MaxPoolGrad,
    inputsToSave: ['input', 'output'],
    gradFunc: (d, [input, output], attrs: NamedAttrMap) => {
      const { filterSize, strides, pad } = attrs as unknown as Pool;
      return {
        dy: () => {
          const [[height, width], [down, right]] = [pair(filterSize), pair(strides)];
          if (
            height !== down ||
            width !== right ||
            input!.shape[1]! % height !== 0 ||
            input!.shape[2]! % width !== 0
          ) {
            throw new GradientError(
              MaxPool,
              `it has a second derivative only where its windows tile the image: size ${height}x${width}, ` +
                `stride ${down}x${right}, image ${input!.shape[1]}x${input!.shape[2]}.`,
            );
          }
          const inputs = { dy: onesLike(output!), input: input!, output: output! };
          const chosen: Tensor = engine().runKernel(MaxPoolGrad, inputs, attrs);
          return mul(
            avgPool(mul(d as Tensor4D, chosen) as Tensor4D, filterSize, strides, pad),
            height * width,
          );
        },
        input: () => zeros(input!.shape),
        output: () => zeros(output!.shape),
      };
    },
  },
];

type Shape4 = [number, number, number, number];
type Shape5 = [number, number, number, number, number];

/**
 * The gradient of average pooling. A window that reaches over the edge averages what it has; the `cpu` kernel of TensorFlow.js
 * 4.22 divides by the whole window. Here the image is padded first, so that no window reaches over the edge of that.
 */
function slopeOfAverage(dy: Tensor4D, x: Tensor4D, attrs: NamedAttrMap): Tensor {
  const { filterSize, strides, pad } = attrs as unknown as Pool;
  const info = backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad);
  const { top, bottom, left, right } = info.padInfo;
  if (top + bottom + left + right === 0) return runAverage(dy, x, attrs);
  const sides: [number, number][] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  const { outHeight, outWidth, filterHeight, filterWidth } = info;
  const rows = counts(outHeight, info.strideHeight, filterHeight, top, x.shape[1]);
  const columns = counts(outWidth, info.strideWidth, filterWidth, left, x.shape[2]);
  const ratios = rows.flatMap((r) => columns.map((c) => (filterHeight * filterWidth) / (r * c)));
  const whole = mul(dy, tensor(ratios, [1, outHeight, outWidth, 1]));
  const slope = runAverage(whole, padded(x, sides), {
    filterSize,
    strides,
    pad: 'valid',
  } as unknown as NamedAttrMap);
  return slice(slope, [0, top, left, 0], x.shape as Shape4);
}

const runAverage = (dy: Tensor, input: Tensor, attrs: NamedAttrMap): Tensor =>
  engine().runKernel(AvgPoolGrad, { dy, input }, attrs);

/** How many of its places each window has within the image. */
const counts = (windows: number, stride: number, size: number, before: number, within: number) =>
  Array.from({ length: windows }, (_, i) => {
    const begin = i * stride - before;
    return Math.min(within, begin + size) - Math.max(0, begin);
  });
