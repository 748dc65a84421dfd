import * as tf from '@tensorflow/tfjs-core';
import { fromInputs } from './from-inputs.js';

/**
 * Gradients that TensorFlow.js 4.22 lacks and that gradients of gradients need: penalties on a critic's slope
 * differentiate leaky-relu's gradient, which contains a comparison, and a convolution's, which contains its transpose.
 * They are written in TensorFlow.js operations, so they serve every backend.
 */

type Attrs = Record<string, unknown>;
type Conv2DAttrs = { strides: [number, number]; pad: 'valid' | 'same' | number };

/** Flat almost everywhere: what a comparison passes back is zero. */
const flat = (...names: string[]): Pick<tf.GradConfig, 'inputsToSave' | 'gradFunc'> => ({
  inputsToSave: names,
  gradFunc: (_dy, saved) => Object.fromEntries(names.map((name, i) => [name, () => tf.zerosLike(saved[i]!)])),
});

const as4 = (x: tf.Tensor | undefined) => x as tf.Tensor4D;

const gradients: Record<string, Pick<tf.GradConfig, 'inputsToSave' | 'gradFunc'>> = {
  [tf.Equal]: flat('a', 'b'),
  [tf.NotEqual]: flat('a', 'b'),
  [tf.Greater]: flat('a', 'b'),
  [tf.GreaterEqual]: flat('a', 'b'),
  [tf.Less]: flat('a', 'b'),
  [tf.LessEqual]: flat('a', 'b'),
  [tf.LogicalAnd]: flat('a', 'b'),
  [tf.LogicalOr]: flat('a', 'b'),
  [tf.LogicalNot]: flat('x'),

  // linear in both: the filter's gradient is a convolution of x with dy
  [tf.Conv2DBackpropFilter]: {
    inputsToSave: ['x', 'dy'],
    gradFunc: (ddw, [x, dy], attrs: Attrs) => {
      const { strides, pad } = attrs as unknown as Conv2DAttrs;
      return {
        x: () => transposedConv(as4(dy), as4(ddw as tf.Tensor), as4(x).shape, strides, pad),
        dy: () => tf.conv2d(as4(x), as4(ddw as tf.Tensor), strides, pad),
      };
    },
  },
  [tf.AvgPoolGrad]: {
    inputsToSave: ['dy', 'input'],
    gradFunc: (ddx, [, input], attrs: Attrs) => {
      const { filterSize, strides, pad } = attrs as unknown as Conv2DAttrs & { filterSize: [number, number] };
      return {
        dy: () => tf.avgPool(as4(ddx as tf.Tensor), filterSize, strides, pad),
        input: () => tf.zerosLike(input!),
      };
    },
  },
  [tf.ResizeBilinearGrad]: {
    inputsToSave: ['images', 'dy'],
    gradFunc: (ddx, [images, dy], attrs: Attrs) => ({
      images: () => tf.zerosLike(images!),
      dy: () => tf.image.resizeBilinear(as4(ddx as tf.Tensor), sizeOf(dy!), attrs.alignCorners as boolean),
    }),
  },
  [tf.ResizeNearestNeighborGrad]: {
    inputsToSave: ['images', 'dy'],
    gradFunc: (ddx, [images, dy], attrs: Attrs) => ({
      images: () => tf.zerosLike(images!),
      dy: () =>
        tf.image.resizeNearestNeighbor(as4(ddx as tf.Tensor), sizeOf(dy!), attrs.alignCorners as boolean),
    }),
  },
  // The one that TensorFlow.js has takes a slice per repetition and adds them up: tens of thousands of operations for the
  // layer norm of an image. Here the repeated axes become axes of their own, and one sum runs over them.
  [tf.Tile]: {
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs: Attrs) => ({
      x: () => {
        const reps = attrs.reps as number[];
        const parts = x!.shape.flatMap((size, axis) => [reps[axis]!, size]);
        const repeated = reps.map((_, axis) => 2 * axis);
        return tf.reshape(tf.sum(tf.reshape(dy as tf.Tensor, parts), repeated), x!.shape);
      },
    }),
  },
  // eluGrad(dy, y) = dy where y >= 0, dy * (y + 1) below
  [tf.EluGrad]: {
    inputsToSave: ['dy', 'y'],
    gradFunc: (ddx, [dy, y]) => ({
      dy: () => eluGrad(ddx as tf.Tensor, y!),
      y: () => tf.mul(tf.mul(ddx as tf.Tensor, dy!), tf.cast(tf.less(y!, 0), 'float32')),
    }),
  },
};

function sizeOf(dy: tf.Tensor): [number, number] {
  return [dy.shape[1]!, dy.shape[2]!];
}

function eluGrad(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  return tf.where(tf.greaterEqual(y, 0), dy, tf.mul(dy, tf.add(y, 1)));
}

/** conv2dTranspose computes its result's shape from the padding only where that is numeric or 'same'/'valid'; here it is given. */
function transposedConv(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  xShape: [number, number, number, number],
  strides: [number, number],
  pad: 'valid' | 'same' | number,
): tf.Tensor4D {
  return tf.conv2dTranspose(dy, filter, xShape, strides, pad);
}

/** Registered although TensorFlow.js has one: the same first derivatives, in a form that does for second ones or compiles. */
const better: readonly string[] = [tf.Tile, ...Object.keys(fromInputs)];

/** Registers what is missing or wrong in second derivatives, on every backend. Others that exist, from wherever, stay. */
export function registerSecondOrderGradients(): void {
  for (const [kernelName, gradient] of Object.entries({ ...gradients, ...fromInputs })) {
    if (better.includes(kernelName) || !tf.getGradient(kernelName))
      tf.registerGradient({ kernelName, ...gradient });
  }
}
