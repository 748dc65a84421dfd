import {
  AvgPoolGrad,
  avgPool,
  engine,
  type GradConfig,
  MaxPoolGrad,
  mul,
  type NamedAttrMap,
  onesLike,
  type Tensor,
  type Tensor4D,
  zeros,
} from '@tensorflow/tfjs-core';

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
            throw new Error(
              `Max pooling has a second derivative only where its windows tile the image: size ${height}x${width}, stride ${down}x${right}, image ${input!.shape[1]}x${input!.shape[2]}.`,
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
