import { defineAugmentation, type StepRandom } from '@ganx/core/plugin';
import { add, cast, equal, floor, gather, mul, type Tensor, tensor1d } from '@tensorflow/tfjs-core';

/**
 * Moves each image by a random whole number of pixels in both directions; the edge is repeated where nothing was.
 *
 *   y_b[i,j] = x_b[clamp(i + r_b), clamp(j + c_b)], r_b and c_b uniform in {-pixels, ..., pixels}
 *
 * Shapes  x [B,H,W,C] to the same.
 * Random  two numbers per image. Each of the 2 pixels + 1 moves is made for the whole batch and kept by a mask of 0 and 1,
 *         first for rows, then for columns, so that the step has a fixed graph.
 */
export const shift = defineAugmentation({
  type: 'shift',
  description: 'Moves each image by a few random pixels; the edge is repeated.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      pixels: {
        description: 'Largest move in each direction, at least 1.',
        type: 'integer',
        minimum: 1,
        maximum: 16,
        default: 2,
      },
    },
  },
  examples: [{ type: 'shift' }, { type: 'shift', pixels: 1 }],
  needs: ['images'],
  suitsAnyContent: true,
  create: ({ pixels }) => ({
    apply: (real, random) => shiftAlong(shiftAlong(real, 1, pixels, random), 2, pixels, random),
  }),
});

function shiftAlong(x: Tensor, axis: 1 | 2, pixels: number, random: StepRandom): Tensor {
  const [moves, size] = [2 * pixels + 1, x.shape[axis]!];
  const choice = floor(random.uniform([x.shape[0]!, 1, 1, 1], 0, moves));
  const kept = Array.from({ length: moves }, (_, move) => {
    const from = Int32Array.from({ length: size }, (_, i) =>
      Math.min(Math.max(i + move - pixels, 0), size - 1),
    );
    const moved = move === pixels ? x : gather(x, tensor1d(from, 'int32'), axis);
    return mul(moved, cast(equal(choice, move), 'float32'));
  });
  return kept.reduce((sum, part) => add(sum, part));
}
