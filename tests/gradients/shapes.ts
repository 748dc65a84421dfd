import * as tf from '@tensorflow/tfjs-core';
import { apart, type GradientCases, of, ofAll, refusing, wave } from './case.js';

const ints = (values: number[], shape?: number[]) => tf.tensor(values, shape ?? [values.length], 'int32');

/** Operations that move values: slices, joins, padding, gathering, scattering. */
export const shapes = (): GradientCases => ({
  reshape: of(wave([3, 4]), (x) => tf.reshape(x, [2, 6])),
  'expand dims': of(wave([3, 4]), (x) => tf.expandDims(x, 1)),
  squeeze: of(wave([3, 1, 4]), (x) => tf.squeeze(x)),
  transpose: of(wave([2, 3, 4]), (x) => tf.transpose(x, [2, 0, 1])),
  'transpose of a matrix': of(wave([3, 4]), (x) => tf.transpose(x)),
  reverse: of(wave([2, 3, 2]), (x) => tf.reverse(x, [0, 2])),
  tile: of(wave([2, 3]), (x) => tf.tile(x, [2, 3])),
  'tile of a vector': of(wave([3]), (x) => tf.tile(x, [2])),
  'tile of five axes': of(wave([1, 2, 1, 2, 1]), (x) => tf.tile(x, [2, 1, 3, 1, 2])),
  'broadcast to': of(wave([3, 1]), (x) => tf.broadcastTo(x, [2, 3, 4])),
  slice: of(wave([3, 4]), (x) => tf.slice(x, [1, 0], [2, 3])),
  'slice to the end': of(wave([3, 4]), (x) => tf.slice(x, [1, 2], [-1, -1])),
  'strided slice': refusing(
    'first',
    tf.StridedSlice,
    of(wave([4, 6]), (x) => tf.stridedSlice(x, [0, 1], [4, 6], [2, 3])),
  ),
  concat: ofAll([wave([2, 3]), wave([2, 1], 1)], (a, b) => tf.concat([a, b], 1)),
  'concat at a negative axis': ofAll([wave([2, 3]), wave([2, 1], 1)], (a, b) => tf.concat([a, b], -1)),
  split: of(wave([2, 6]), (x) => {
    const [a, b, c] = tf.split(x, [1, 3, 2], 1);
    return tf.add(tf.add(tf.sum(tf.square(a!)), tf.sum(tf.mul(b!, 3))), tf.sum(tf.square(c!)));
  }),
  stack: ofAll([wave([2, 3]), wave([2, 3], 1)], (a, b) => tf.stack([a, b], 1)),
  unstack: of(wave([3, 2]), (x) => {
    const [a, b, c] = tf.unstack(x, 0);
    return tf.add(tf.mul(a!, b!), c!);
  }),
  pad: of(wave([2, 3]), (x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [2, 1],
      ],
      0.5,
    ),
  ),
  ...Object.fromEntries(
    (['reflect', 'symmetric'] as const).flatMap((mode) => [
      [`mirror pad of a vector, ${mode}`, of(wave([4]), (x) => tf.mirrorPad(x, [[2, 3]], mode))],
      [
        `mirror pad of a matrix, ${mode}`,
        of(wave([3, 4]), (x) =>
          tf.mirrorPad(
            x,
            [
              [1, 2],
              [0, 1],
            ],
            mode,
          ),
        ),
      ],
      [
        `mirror pad of images, ${mode}`,
        of(wave([1, 3, 3, 2]), (x) =>
          tf.mirrorPad(
            x,
            [
              [0, 0],
              [1, 2],
              [2, 1],
              [0, 0],
            ],
            mode,
          ),
        ),
      ],
    ]),
  ),
  'gather with repeated indices': of(wave([4, 3]), (x) => tf.gather(x, ints([2, 0, 2, 2]))),
  'gather of columns': of(wave([2, 4, 2]), (x) => tf.gather(x, ints([3, 1, 3]), 1)),
  'gather at a negative axis': of(wave([2, 4]), (x) => tf.gather(x, ints([3, 1, 3]), -1)),
  'gather by a matrix of indices': of(wave([4, 2]), (x) => tf.gather(x, ints([3, 1, 3, 0], [2, 2]))),
  'gather in batches': of(wave([2, 4]), (x) => tf.gather(x, ints([3, 1, 3, 0, 0, 2], [2, 3]), 1, 1)),
  'gather in batches of rows': of(wave([2, 3, 2]), (x) => tf.gather(x, ints([2, 1, 2, 0], [2, 2]), 1, 1)),
  'gather in batches, a later axis': of(wave([2, 2, 3]), (x) =>
    tf.gather(x, ints([2, 1, 2, 0], [2, 2]), 2, 1),
  ),
  'gather in batches of batches': of(wave([2, 2, 3]), (x) =>
    tf.gather(x, ints([2, 1, 2, 0, 0, 0, 1, 2], [2, 2, 2]), 2, 2),
  ),
  'boolean mask by gather': of(wave([4, 2]), (x) => tf.gather(x, ints([0, 3]))),
  'gather of places': of(wave([3, 4]), (x) => tf.gatherND(x, ints([0, 1, 2, 3, 0, 1], [3, 2]))),
  'scatter of places': of(wave([3]), (x) => tf.scatterND(ints([1, 4, 1], [3, 1]), x, [5])),
  'update of places': of(wave([5]), (x) =>
    tf.tensorScatterUpdate(x, ints([1, 4], [2, 1]), tf.tensor1d([3, 4])),
  ),
  diagonal: of(wave([3]), (x) => tf.diag(x)),
  'one-hot as weights': of(wave([3, 4]), (x) => tf.mul(x, tf.oneHot(ints([1, 0, 3]), 4))),
  'outer product': ofAll([wave([3]), wave([4], 1)], (a, b) => tf.outerProduct(a, b)),
  'space to batch': of(wave([1, 4, 4, 1]), (x) =>
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  ),
  'space to batch, padded': of(wave([1, 3, 5, 1]), (x) =>
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [1, 0],
        [0, 1],
      ],
    ),
  ),
  'batch to space': of(wave([4, 2, 2, 1]), (x) =>
    tf.batchToSpaceND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  ),
  'batch to space, cropped': of(wave([4, 2, 2, 1]), (x) =>
    tf.batchToSpaceND(
      x,
      [2, 2],
      [
        [1, 0],
        [0, 1],
      ],
    ),
  ),
  'depth to space': of(wave([1, 2, 2, 4]), (x) => tf.depthToSpace(x, 2)),
  'mesh of two': ofAll([wave([2]), wave([3], 1)], (a, b) => {
    const [x, y] = tf.meshgrid(a, b);
    return tf.mul(x!, tf.square(y!));
  }),
  'identity of rank 0': of(apart([]), (x) => tf.clone(x)),
});
