import { type GradConfig, type NamedAttrMap, reshape, sum, type Tensor, Tile } from '@tensorflow/tfjs-core';

/**
 * The gradient of a repeated tensor is the sum over its repetitions. TensorFlow.js 4.22 takes one slice per repetition and
 * adds them up: for the layer norm of a 28x28 image, which repeats its weights over batch, height and width, tens of
 * thousands of operations. Here the repeated axes become axes of their own, over which one sum runs.
 *
 * Shapes  dy [r0 s0, r1 s1, ...] to [r0, s0, r1, s1, ...] to x [s0, s1, ...]; axes that are not repeated are kept together.
 */
export const tileGradient: GradConfig = {
  kernelName: Tile,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs: NamedAttrMap) => ({
    x: () => {
      const parts: number[] = [];
      const repeated: number[] = [];
      for (const [axis, size] of x!.shape.entries()) {
        const repetitions = (attrs.reps as number[])[axis]!;
        if (repetitions === 1 && axis > 0) {
          parts.push(parts.pop()! * size);
          continue;
        }
        if (repetitions !== 1) repeated.push(parts.push(repetitions) - 1);
        parts.push(size);
      }
      return reshape(sum(reshape(dy as Tensor, parts), repeated), x!.shape);
    },
  }),
};
