import {
  Conv2DBackpropFilter,
  conv2d,
  conv2dTranspose,
  type GradConfig,
  type NamedAttrMap,
  type Tensor4D,
} from '@tensorflow/tfjs-core';

interface Convolution {
  readonly strides: [number, number];
  readonly pad: 'valid' | 'same' | number;
}

/** The gradient of a filter is linear in the example and in dy: a convolution of the one with the other. */
export const convolution: readonly GradConfig[] = [
  {
    kernelName: Conv2DBackpropFilter,
    inputsToSave: ['x', 'dy'],
    gradFunc: (d, [x, dy], attrs: NamedAttrMap) => {
      const { strides, pad } = attrs as unknown as Convolution;
      const [example, filter] = [x as Tensor4D, d as Tensor4D];
      return {
        x: () => conv2dTranspose(dy as Tensor4D, filter, example.shape, strides, pad),
        dy: () => conv2d(example, filter, strides, pad),
      };
    },
  },
];
