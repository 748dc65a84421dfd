import * as tf from '@tensorflow/tfjs-core';
import { apart, type GradientCases, of, ofAll, refusing, wave } from './case.js';

type Resize = (x: tf.Tensor4D, size: [number, number], align?: boolean, half?: boolean) => tf.Tensor;
const resizes: Record<string, Resize> = {
  bilinear: tf.image.resizeBilinear,
  nearest: tf.image.resizeNearestNeighbor,
};
const grids = {
  plain: [false, false],
  'corners aligned': [true, false],
  'half-pixel centres': [false, true],
} as const;
const sizes: Record<string, readonly [number, number]> = {
  larger: [4, 6],
  'larger, not whole': [5, 7],
  smaller: [1, 2],
  'one side each way': [5, 2],
};

const resizing = (): GradientCases =>
  Object.fromEntries(
    Object.entries(resizes).flatMap(([kind, resize]) =>
      Object.entries(grids).flatMap(([grid, [align, half]]) =>
        Object.entries(sizes).map(([how, size]) => [
          `${kind} resizing, ${grid}, ${how}`,
          of(wave([2, 2, 3, 2]), (x) => resize(x, [...size], align, half)),
        ]),
      ),
    ),
  );

const windows = [
  [2, 2],
  [3, 1],
  [2, 3],
  [3, 2],
] as const;

const pooling = (): GradientCases =>
  Object.fromEntries(
    (['same', 'valid'] as const).flatMap((pad) =>
      windows.flatMap(([size, stride]) => [
        [
          `average pooling of ${size}, stride ${stride}, ${pad}`,
          of(apart([2, 5, 4, 2]), (x) => tf.avgPool(x, size, stride, pad)),
        ],
        [
          `max pooling of ${size}, stride ${stride}, ${pad}`,
          refusing(
            'second',
            tf.MaxPool,
            of(apart([2, 5, 4, 2]), (x) => tf.maxPool(x, size, stride, pad)),
          ),
        ],
      ]),
    ),
  );

/** What is done to images, volumes and signals. */
export const images = (): GradientCases => ({
  ...resizing(),
  ...pooling(),
  'max pooling that tiles': of(apart([1, 4, 4, 2]), (x) => tf.maxPool(x, 2, 2, 'valid')),
  'average pooling of volumes': of(apart([1, 4, 4, 4, 1]), (x) => tf.avgPool3d(x, 2, 2, 'valid')),
  'average pooling of volumes, same': refusing(
    'first',
    tf.AvgPool3D,
    of(apart([1, 3, 3, 3, 1]), (x) => tf.avgPool3d(x, 2, 2, 'same')),
  ),
  'max pooling of volumes': refusing(
    'second',
    tf.MaxPool3DGrad,
    of(apart([1, 4, 4, 4, 1]), (x) => tf.maxPool3d(x, 2, 2, 'valid')),
  ),
  'dilated pooling': of(apart([1, 5, 5, 1]), (x) => tf.pool(x, 2, 'avg', 'valid', 2)),
  'local response normalization': refusing(
    'second',
    tf.LRNGrad,
    of(apart([1, 2, 2, 5]), (x) => tf.localResponseNormalization(x, 2, 1, 0.4, 0.6)),
  ),
  dilation: refusing(
    'second',
    tf.Dilation2DBackpropFilter,
    ofAll([tf.mul(apart([1, 4, 4, 1]), 9), wave([2, 2, 1], 1)], (x, w) => tf.dilation2d(x, w, 1, 'valid')),
  ),
  'flip from left to right': of(apart([1, 2, 3, 2]), (x) => tf.image.flipLeftRight(x)),
  'crop and resize': refusing(
    'first',
    tf.CropAndResize,
    of(apart([1, 4, 4, 1]), (x) =>
      tf.image.cropAndResize(x, [[0, 0, 1, 1]], tf.tensor1d([0], 'int32'), [2, 2]),
    ),
  ),
  rotation: refusing(
    'first',
    tf.RotateWithOffset,
    of(apart([1, 4, 4, 1]), (x) => tf.image.rotateWithOffset(x, 0.3)),
  ),
  'affine map': refusing(
    'first',
    tf.Transform,
    of(apart([1, 4, 4, 1]), (x) => tf.image.transform(x, tf.tensor2d([[1, 0.1, 0, 0, 1, 0, 0, 0]]))),
  ),
  'grey to colour': of(apart([1, 2, 2, 1]), (x) => tf.image.grayscaleToRGB(x)),
  'colour to grey': of(apart([2, 2, 3]), (x) => tf.image.rgbToGrayscale(x)),
  'length of a complex number': refusing(
    'first',
    tf.ComplexAbs,
    ofAll([apart([3]), apart([3], 1)], (a, b) => tf.abs(tf.complex(a, b))),
  ),
  'real part': refusing(
    'first',
    tf.Real,
    ofAll([apart([3]), apart([3], 1)], (a, b) => tf.real(tf.complex(a, b))),
  ),
  'spectrum of real values': refusing(
    'first',
    tf.Real,
    of(apart([4]), (x) => tf.real(tf.spectral.rfft(x))),
  ),
  'frames of a signal': of(apart([6]), (x) => tf.signal.frame(x, 3, 2)),
});
