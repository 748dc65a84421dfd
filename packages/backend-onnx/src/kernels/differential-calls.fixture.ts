import * as tf from '@tensorflow/tfjs-core';
import { BEYOND, type Call, type Draw } from './differential.fixture.js';

type Calls = Readonly<Record<string, (draw: Draw) => Call>>;

const same = (names: readonly string[], call: (draw: Draw) => Call): Calls =>
  Object.fromEntries(names.map((name) => [name, call]));

const axesOf = (draw: Draw, rank: number): number[] => {
  const axes = Array.from({ length: rank }, (_, i) => i).filter(() => draw.unit() < 0.5);
  return axes.length > 0 ? axes : [draw.int(0, rank - 1)];
};

const unary = {
  ...same(
    [
      tf.Abs,
      tf.Neg,
      tf.Ceil,
      tf.Floor,
      tf.Square,
      tf.IsFinite,
      tf.IsInf,
      tf.IsNan,
      tf.Relu,
      tf.Relu6,
      tf.Sign,
    ],
    (d) => ({ inputs: { x: d.withTails(d.shape(), -9, 9, BEYOND) } }),
  ),
  ...same(
    [
      tf.Exp,
      tf.Expm1,
      tf.Sigmoid,
      tf.Softplus,
      tf.Tanh,
      tf.Elu,
      tf.Selu,
      tf.Erf,
      tf.Atan,
      tf.Asinh,
      tf.Round,
    ],
    (d) => ({ inputs: { x: d.withTails(d.shape()) } }),
  ),
  ...same([tf.Sin, tf.Cos, tf.Tan, tf.Sinh, tf.Cosh], (d) => ({ inputs: { x: d.floats(d.shape(), -9, 9) } })),
  ...same([tf.Acos, tf.Asin, tf.Atanh], (d) => ({
    inputs: { x: d.withTails(d.shape(), -0.99, 0.99, [0, -0, 1e-6]) },
  })),
  ...same([tf.Log, tf.Sqrt, tf.Rsqrt, tf.Reciprocal], (d) => ({
    inputs: { x: d.withTails(d.shape(), 0.01, 9, [1e-30, 1, 1e5, 3e38]) },
  })),
  [tf.Log1p]: (d) => ({ inputs: { x: d.withTails(d.shape(), -0.9, 9, [0, 1e-6, -1e-6, 1e-30, 1e5]) } }),
  [tf.Acosh]: (d) => ({ inputs: { x: d.floats(d.shape(), 1, 50) } }),
  [tf.LogicalNot]: (d) => ({ inputs: { x: d.bools(d.shape()) } }),
  [tf.Step]: (d) => ({ inputs: { x: d.withTails(d.shape()) }, attrs: { alpha: d.pick([0, 0.3]) } }),
  [tf.LeakyRelu]: (d) => ({ inputs: { x: d.withTails(d.shape()) }, attrs: { alpha: d.pick([0, 0.2, 1]) } }),
  [tf.ClipByValue]: (d) => ({
    inputs: { x: d.withTails(d.shape()) },
    attrs: { clipValueMin: -0.5, clipValueMax: 0.7 },
  }),
} satisfies Calls;

const binary = {
  ...same([tf.Add, tf.Sub, tf.Multiply, tf.Maximum, tf.Minimum, tf.SquaredDifference], (d) => {
    const [a, b] = d.broadcasting();
    const draw =
      d.unit() < 0.3 ? (shape: number[]) => d.ints(shape) : (shape: number[]) => d.withTails(shape);
    return { inputs: { a: draw(a), b: draw(b) } };
  }),
  ...same([tf.Equal, tf.NotEqual, tf.Greater, tf.GreaterEqual, tf.Less, tf.LessEqual], (d) => {
    const [a, b] = d.broadcasting();
    return { inputs: { a: d.ints(a, 0, 2), b: d.ints(b, 0, 2) } };
  }),
  ...same([tf.LogicalAnd, tf.LogicalOr, tf.LogicalXor], (d) => {
    const [a, b] = d.broadcasting();
    return { inputs: { a: d.bools(a), b: d.bools(b) } };
  }),
  ...same([tf.RealDiv, tf.Atan2], (d) => {
    const [a, b] = d.broadcasting();
    return { inputs: { a: d.floats(a), b: d.floats(b, 0.2, 3) } };
  }),
  ...same([tf.FloorDiv, tf.Mod], (d) => {
    const [a, b] = d.broadcasting();
    const divisor = d.ints(b, 1, 9);
    return { inputs: { a: d.ints(a, -20, 20), b: d.unit() < 0.5 ? divisor : tf.neg(divisor) } };
  }),
  [tf.BitwiseAnd]: (d) => {
    const shape = d.shape();
    return { inputs: { a: d.ints(shape, 0, 255), b: d.ints(shape, 0, 255) } };
  },
  [tf.Pow]: (d) => {
    const [a, b] = d.broadcasting();
    return { inputs: { a: d.floats(a, 0.1, 4), b: d.floats(b, -3, 3) } };
  },
  [tf.Prelu]: (d) => {
    const x = d.shape();
    return { inputs: { x: d.withTails(x), alpha: d.floats(x.slice(-1), 0, 1) } };
  },
  [tf.EluGrad]: (d) => {
    const shape = d.shape();
    return { inputs: { dy: d.floats(shape), y: d.floats(shape, -1, 3) } };
  },
  [tf.AddN]: (d) => {
    const shape = d.shape();
    return { inputs: [d.floats(shape), d.floats(shape), d.floats(shape)] as never };
  },
  [tf.Select]: (d) => {
    const shape = d.shape();
    const condition = d.bools(d.unit() < 0.5 ? shape.slice(0, 1) : shape);
    return { inputs: { condition, t: d.floats(shape), e: d.floats(shape) } };
  },
} satisfies Calls;

const reductions = {
  ...same([tf.Sum, tf.Mean, tf.Prod, tf.Min], (d) => {
    const shape = d.shape();
    return {
      inputs: { x: d.floats(shape) },
      attrs: { axis: axesOf(d, shape.length), keepDims: d.unit() < 0.5 },
    };
  }),
  [tf.Max]: (d) => {
    const shape = d.shape();
    return {
      inputs: { x: d.floats(shape) },
      attrs: { reductionIndices: axesOf(d, shape.length), keepDims: false },
    };
  },
  ...same([tf.All, tf.Any], (d) => {
    const shape = d.shape();
    return {
      inputs: { x: d.bools(shape) },
      attrs: { axis: axesOf(d, shape.length), keepDims: d.unit() < 0.5 },
    };
  }),
  ...same([tf.ArgMax, tf.ArgMin], (d) => {
    const shape = d.shape();
    return { inputs: { x: d.ints(shape, 0, 3) }, attrs: { axis: d.int(0, shape.length - 1) } };
  }),
  [tf.Cumsum]: (d) => {
    const shape = d.shape();
    const attrs = { axis: shape.length - 1, exclusive: d.unit() < 0.5, reverse: d.unit() < 0.5 };
    return { inputs: { x: d.floats(shape) }, attrs };
  },
  ...same([tf.Softmax, tf.LogSoftmax], (d) => {
    const logits = d.withTails(d.shape(), -5, 5, [0, 88, -88, 1e5]);
    return { inputs: { logits }, attrs: { dim: logits.rank - 1, axis: logits.rank - 1 } };
  }),
  [tf.TopK]: (d) => {
    const x = d.floats([d.int(1, 4), d.int(3, 17)]);
    return { inputs: { x }, attrs: { k: d.int(1, 3), sorted: true } };
  },
  [tf.UnsortedSegmentSum]: (d) => {
    const rows = d.int(1, 9);
    const inputs = { x: d.floats([rows, d.int(1, 5)]), segmentIds: d.ints([rows], 0, 3) };
    return { inputs, attrs: { numSegments: 4 } };
  },
  [tf.FusedBatchNorm]: (d) => {
    const x = d.shape(4);
    const c = x.slice(-1);
    const inputs = {
      x: d.floats(x),
      mean: d.floats(c),
      variance: d.floats(c, 0, 2),
      offset: d.floats(c),
      scale: d.floats(c),
    };
    return { inputs, attrs: { varianceEpsilon: 1e-3 } };
  },
} satisfies Calls;

const shaping = {
  ...same([tf.Reshape], (d) => {
    const x = d.floats(d.shape());
    return { inputs: { x }, attrs: { shape: [x.size, 1] } };
  }),
  [tf.ExpandDims]: (d) => ({ inputs: { input: d.floats(d.shape()) }, attrs: { dim: d.int(0, 1) } }),
  [tf.Cast]: (d) => ({
    inputs: { x: d.floats(d.shape(), -9, 9) },
    attrs: { dtype: d.pick(['int32', 'bool', 'float32']) },
  }),
  [tf.Transpose]: (d) => {
    const x = d.floats(d.shape(d.int(2, 4)));
    const perm = Array.from({ length: x.rank }, (_, i) => i);
    perm.push(...perm.splice(0, d.int(1, x.rank - 1)));
    return { inputs: { x }, attrs: { perm: d.unit() < 0.5 ? perm : perm.reverse() } };
  },
  [tf.Reverse]: (d) => {
    const x = d.floats(d.shape());
    return { inputs: { x }, attrs: { dims: axesOf(d, x.rank) } };
  },
  [tf.Tile]: (d) => {
    const x = d.floats(d.shape(d.int(1, 3)));
    return { inputs: { x }, attrs: { reps: x.shape.map(() => d.int(1, 3)) } };
  },
  [tf.BroadcastTo]: (d) => {
    const shape = d.shape(2);
    return { inputs: { x: d.floats([1, shape[1]!]) }, attrs: { shape, inputShape: [1, shape[1]!] } };
  },
  [tf.PadV2]: (d) => {
    const x = d.floats(d.shape());
    const paddings = x.shape.map(() => [d.int(0, 2), d.int(0, 2)]);
    return { inputs: { x }, attrs: { paddings, constantValue: d.pick([0, -1.5]) } };
  },
  [tf.MirrorPad]: (d) => {
    const x = d.floats([d.int(3, 6), d.int(3, 6)]);
    const paddings = x.shape.map(() => [d.int(0, 2), d.int(0, 2)]);
    return { inputs: { x }, attrs: { paddings, mode: d.pick(['reflect', 'symmetric']) } };
  },
  [tf.Slice]: (d) => {
    const x = d.floats(d.shape());
    const begin = x.shape.map((dim) => d.int(0, dim - 1));
    return { inputs: { x }, attrs: { begin, size: x.shape.map((dim, i) => d.int(1, dim - begin[i]!)) } };
  },
  [tf.StridedSlice]: (d) => {
    const x = d.floats([d.int(4, 9), d.int(4, 9)]);
    const back = d.unit() < 0.5;
    const attrs = {
      begin: [back ? 3 : 0, 1],
      end: [back ? 0 : 4, 4],
      strides: [back ? -1 : 2, d.int(1, 2)],
      beginMask: 0,
      endMask: 0,
      ellipsisMask: 0,
      newAxisMask: 0,
      shrinkAxisMask: 0,
    };
    return { inputs: { x }, attrs };
  },
  [tf.Concat]: (d) => {
    const shape = d.shape();
    const axis = d.int(0, shape.length - 1);
    const other = shape.map((dim, i) => (i === axis ? d.int(1, 5) : dim));
    return { inputs: [d.floats(shape), d.floats(other), d.floats(shape)] as never, attrs: { axis } };
  },
  [tf.Pack]: (d) => {
    const shape = d.shape(d.int(1, 3));
    return { inputs: [d.floats(shape), d.floats(shape)] as never, attrs: { axis: d.int(0, shape.length) } };
  },
  [tf.Unpack]: (d) => {
    const value = d.floats(d.shape(3));
    return { inputs: { value }, attrs: { axis: d.int(0, 2) } };
  },
  [tf.SplitV]: (d) => ({
    inputs: { x: d.floats([d.int(1, 4), 7]) },
    attrs: {
      numOrSizeSplits: d.pick([
        [3, 4],
        [1, 1, 5],
      ]),
      axis: 1,
    },
  }),
  [tf.GatherV2]: (d) => {
    const x = d.floats(d.shape(3));
    const axis = d.int(0, 2);
    return {
      inputs: { x, indices: d.ints([d.int(1, 5)], 0, x.shape[axis]! - 1) },
      attrs: { axis, batchDims: 0 },
    };
  },
  [tf.DepthToSpace]: (d) => ({
    inputs: { x: d.floats([d.int(1, 2), d.int(1, 4), d.int(1, 4), 8]) },
    attrs: { blockSize: 2, dataFormat: 'NHWC' },
  }),
  [tf.SpaceToBatchND]: (d) => ({
    inputs: { x: d.floats([2, 4, 6, d.int(1, 3)]) },
    attrs: {
      blockShape: [2, 2],
      paddings: [
        [0, 0],
        [1, 1],
      ],
    },
  }),
  [tf.BatchToSpaceND]: (d) => ({
    inputs: { x: d.floats([8, 3, 4, d.int(1, 3)]) },
    attrs: {
      blockShape: [2, 2],
      crops: [
        [0, 1],
        [1, 0],
      ],
    },
  }),
} satisfies Calls;

const creation = {
  ...same([tf.ZerosLike, tf.OnesLike], (d) => ({ inputs: { x: d.floats(d.shape()) } })),
  [tf.Fill]: (d) => ({ inputs: {}, attrs: { shape: d.shape(), value: 2.5, dtype: 'float32' } }),
  [tf.LinSpace]: (d) => ({
    inputs: {},
    attrs: { start: -1, stop: d.floats([1]).dataSync()[0], num: d.int(2, 17) },
  }),
  [tf.Range]: (d) => ({
    inputs: {},
    attrs: { start: d.int(-4, 0), stop: d.int(1, 17), step: d.int(1, 3), dtype: 'float32' },
  }),
  [tf.OneHot]: (d) => ({
    inputs: { indices: d.ints(d.shape(d.int(1, 2)), -1, 5) },
    attrs: { depth: 5, onValue: 1, offValue: d.pick([0, -1]), dtype: 'float32' },
  }),
} satisfies Calls;

const products = {
  [tf.BatchMatMul]: (d) => {
    const [m, k, n, batch] = [d.int(1, 17), d.int(1, 40), d.int(1, 17), d.int(1, 3)];
    const [transposeA, transposeB] = [d.unit() < 0.5, d.unit() < 0.5];
    const a = d.floats([batch, ...(transposeA ? [k, m] : [m, k])]);
    const b = d.floats([d.pick([1, batch]), ...(transposeB ? [n, k] : [k, n])]);
    return { inputs: { a, b }, attrs: { transposeA, transposeB } };
  },
  [tf._FusedMatMul]: (d) => {
    const [m, k, n] = [d.int(1, 17), d.int(1, 300), d.int(1, 17)];
    const inputs = { a: d.floats([1, m, k]), b: d.floats([1, k, n]), bias: d.floats([n]) };
    const activation = d.pick(['linear', 'relu', 'leakyrelu', 'sigmoid', 'elu']);
    return { inputs, attrs: { transposeA: false, transposeB: false, activation, leakyreluAlpha: 0.1 } };
  },
  [tf.Einsum]: (d) => {
    const [i, j, k] = [d.int(1, 5), d.int(1, 5), d.int(1, 5)];
    return {
      inputs: [d.floats([2, i, j]), d.floats([2, j, k])] as never,
      attrs: { equation: 'bij,bjk->bik' },
    };
  },
} satisfies Calls;

interface Windows {
  x: number[];
  filter: number[];
  y: number[];
  attrs: { strides: [number, number]; pad: 'same' | 'valid'; dilations: number; dataFormat: 'NHWC' };
}

/** A convolution of any size, sometimes with channels enough for the lowering by rows. */
function convolution(d: Draw, depthwise = false): Windows {
  const wide = d.unit() < 0.4;
  const [h, w] = [d.int(5, 9), d.int(5, 9)];
  const channels = depthwise ? d.int(1, 4) : wide ? 8 : d.int(1, 3);
  const filter = [d.int(1, 4), d.int(1, 4), channels, wide && !depthwise ? 9 : d.int(1, 3)];
  const pad = d.pick(['same', 'valid'] as const);
  const strides: [number, number] = depthwise ? [2, 2] : [d.int(1, 3), d.int(1, 3)];
  const x = [wide ? 16 : 2, h, w, channels];
  const info = tf.backend_util.computeConv2DInfo(
    x as never,
    filter as never,
    strides,
    1,
    pad,
    undefined,
    depthwise,
  );
  return { x, filter, y: info.outShape, attrs: { strides, pad, dilations: 1, dataFormat: 'NHWC' } };
}

const convolutions = {
  [tf.Conv2D]: (d) => {
    const { x, filter, attrs } = convolution(d);
    return { inputs: { x: d.floats(x), filter: d.floats(filter) }, attrs };
  },
  [tf.FusedConv2D]: (d) => {
    const { x, filter, y, attrs } = convolution(d);
    const inputs = { x: d.floats(x), filter: d.floats(filter), bias: d.floats(y.slice(-1)) };
    return { inputs, attrs: { ...attrs, activation: d.pick(['relu', 'leakyrelu']), leakyreluAlpha: 0.2 } };
  },
  [tf.Conv2DBackpropInput]: (d) => {
    const { x, filter, y, attrs } = convolution(d);
    return { inputs: { dy: d.floats(y), filter: d.floats(filter) }, attrs: { ...attrs, inputShape: x } };
  },
  [tf.Conv2DBackpropFilter]: (d) => {
    const { x, filter, y, attrs } = convolution(d);
    return { inputs: { x: d.floats(x), dy: d.floats(y) }, attrs: { ...attrs, filterShape: filter } };
  },
  [tf.DepthwiseConv2dNative]: (d) => {
    const { x, filter, attrs } = convolution(d, true);
    return { inputs: { x: d.floats(x), filter: d.floats(filter) }, attrs };
  },
  [tf.FusedDepthwiseConv2D]: (d) => {
    const { x, filter, y, attrs } = convolution(d, true);
    const inputs = { x: d.floats(x), filter: d.floats(filter), bias: d.floats(y.slice(-1)) };
    return { inputs, attrs: { ...attrs, activation: 'relu' } };
  },
  [tf.DepthwiseConv2dNativeBackpropInput]: (d) => {
    const { x, filter, y, attrs } = convolution(d, true);
    return { inputs: { dy: d.floats(y), filter: d.floats(filter) }, attrs: { ...attrs, inputShape: x } };
  },
  [tf.DepthwiseConv2dNativeBackpropFilter]: (d) => {
    const { x, filter, y, attrs } = convolution(d, true);
    return { inputs: { x: d.floats(x), dy: d.floats(y) }, attrs: { ...attrs, filterShape: filter } };
  },
} satisfies Calls;

function pooling(d: Draw): {
  x: number[];
  y: number[];
  attrs: { filterSize: number; strides: number; pad: 'valid' };
} {
  const [size, n] = [d.int(1, 3), d.int(1, 3)];
  const x = [2, size * n, size * n, d.int(1, 3)];
  // windows that tile the image: elsewhere the cpu backend's gradient of the average divides by the wrong count
  return { x, y: [2, n, n, x[3]!], attrs: { filterSize: size, strides: size, pad: 'valid' } };
}

function resizing(d: Draw): { images: number[]; size: [number, number]; alignCorners: boolean } {
  // square: the cpu backend's gradient of bilinear resizing exchanges height and width
  const [from, to] = [d.int(2, 5), d.int(2, 9)];
  return { images: [1, from, from, d.int(1, 3)], size: [to, to], alignCorners: d.unit() < 0.5 };
}

const windows = {
  ...same([tf.AvgPool, tf.MaxPool], (d) => {
    const { x } = pooling(d);
    const attrs = { filterSize: d.int(1, x[1]!), strides: d.int(1, 2), pad: d.pick(['same', 'valid']) };
    return { inputs: { x: d.floats(x) }, attrs };
  }),
  [tf.AvgPoolGrad]: (d) => {
    const { x, y, attrs } = pooling(d);
    return { inputs: { dy: d.floats(y), input: d.floats(x) }, attrs };
  },
  [tf.MaxPoolGrad]: (d) => {
    const { x, y, attrs } = pooling(d);
    const input = d.floats(x);
    return {
      inputs: {
        dy: d.floats(y),
        input,
        output: tf.maxPool(input as tf.Tensor4D, attrs.filterSize, attrs.strides, 'valid'),
      },
      attrs,
    };
  },
  ...same([tf.ResizeBilinear, tf.ResizeNearestNeighbor], (d) => {
    const { images, ...attrs } = resizing(d);
    return { inputs: { images: d.floats(images) }, attrs: { ...attrs, halfPixelCenters: false } };
  }),
  ...same([tf.ResizeBilinearGrad, tf.ResizeNearestNeighborGrad], (d) => {
    const { images, size, alignCorners } = resizing(d);
    const dy = d.floats([1, ...size, images[3]!]);
    return { inputs: { images: d.floats(images), dy }, attrs: { alignCorners } };
  }),
} satisfies Calls;

/** Distinct places of the first axes of a tensor, and as many rows for them. */
const places = (d: Draw) => {
  const shape = [d.int(2, 5), d.int(2, 4), d.int(1, 3)];
  const depth = d.int(1, 2);
  const rows = shape[0]!;
  const indices = tf.tensor2d(
    Array.from({ length: rows }, (_, i) => [rows - 1 - i, i % shape[1]!].slice(0, depth)),
    [rows, depth],
    'int32',
  );
  return { shape, indices, updates: d.floats([rows, ...shape.slice(depth)]) };
};

const scattering = {
  [tf.GatherNd]: (d) => {
    const { shape, indices } = places(d);
    return { inputs: { params: d.floats(shape), indices } };
  },
  // several rows for one place: they add up
  [tf.ScatterNd]: (d) => {
    const { shape, updates } = places(d);
    const depth = shape.length - updates.rank + 1;
    const indices = d.ints(
      depth === 1 && d.unit() < 0.5 ? [updates.shape[0]!] : [updates.shape[0]!, depth],
      0,
      1,
    );
    return { inputs: { indices, updates }, attrs: { shape } };
  },
  [tf.TensorScatterUpdate]: (d) => {
    const { shape, indices, updates } = places(d);
    return { inputs: { tensor: d.floats(shape), indices, updates } };
  },
  [tf.Diag]: (d) => ({ inputs: { x: d.floats(d.shape(d.int(1, 2))) } }),
  [tf.FlipLeftRight]: (d) => ({ inputs: { image: d.floats(d.shape(4)) } }),
} satisfies Calls;

const volume = (d: Draw) => {
  const x = [d.int(1, 2), d.int(3, 5), d.int(3, 6), d.int(3, 5), d.int(1, 3)];
  const filter = [d.int(1, 3), d.int(1, 3), d.int(1, 2), x[4]!, d.int(1, 4)];
  const attrs = {
    strides: [d.int(1, 2), d.int(1, 3), d.int(1, 2)] as [number, number, number],
    pad: d.pick(['same', 'valid'] as const),
  };
  type Shape5 = [number, number, number, number, number];
  const y = tf.backend_util.computeConv3DInfo(
    x as Shape5,
    filter as Shape5,
    attrs.strides,
    1,
    attrs.pad,
  ).outShape;
  return { x, filter, y, attrs };
};

const volumes = {
  [tf.Conv3D]: (d) => {
    const { x, filter, attrs } = volume(d);
    return { inputs: { x: d.floats(x), filter: d.floats(filter) }, attrs: { ...attrs, dilations: 1 } };
  },
  [tf.Conv3DBackpropInputV2]: (d) => {
    const { x, filter, y, attrs } = volume(d);
    return { inputs: { dy: d.floats(y), filter: d.floats(filter) }, attrs: { ...attrs, inputShape: x } };
  },
  [tf.Conv3DBackpropFilterV2]: (d) => {
    const { x, filter, y, attrs } = volume(d);
    return { inputs: { x: d.floats(x), dy: d.floats(y) }, attrs: { ...attrs, filterShape: filter } };
  },
  [tf.AvgPool3D]: (d) => ({
    inputs: { x: d.floats(volume(d).x) },
    attrs: { filterSize: d.int(1, 3), strides: d.int(1, 2), pad: d.pick(['same', 'valid']) },
  }),
  // valid: with padding the cpu backend divides by the whole window, which is not the gradient of its average
  [tf.AvgPool3DGrad]: (d) => {
    const { x } = volume(d);
    const [filterSize, strides] = [d.int(1, 3), d.int(1, 2)];
    const { outShape } = tf.backend_util.computePool3DInfo(x as never, filterSize, strides, 1, 'valid');
    return {
      inputs: { dy: d.floats(outShape), input: d.floats(x) },
      attrs: { filterSize, strides, pad: 'valid' },
    };
  },
} satisfies Calls;

/** How to call each kernel of the table; the test fails where one is missing. */
export const calls: Calls = {
  ...unary,
  ...binary,
  ...reductions,
  ...shaping,
  ...creation,
  ...products,
  ...convolutions,
  ...windows,
  ...scattering,
  ...volumes,
};
