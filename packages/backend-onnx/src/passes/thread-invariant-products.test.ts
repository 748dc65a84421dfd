import { describe, expect, test } from 'vitest';
import * as g from '../graph/index.js';
import { encodeModel } from '../onnx/encode.js';
import { Session, wrapBytes } from '../session/session.js';
import { lower } from './lower.js';

/** Values that are the same at every run. */
function values(shape: g.Shape, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: g.sizeOf(shape) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Bytes of what a graph of two inputs gives with this many threads. */
function bytes(
  shapes: readonly [g.Shape, g.Shape],
  make: (a: g.Value, b: g.Value) => g.Value,
  threads: number,
) {
  const leaves = shapes.map((shape, i) => g.makeLeaf('float32', shape, { kind: 'input', name: `x${i}` }));
  const [output] = lower([make(leaves[0]!, leaves[1]!)]) as [g.Value];
  const { nodes } = g.collect([output]);
  const constants = new Set<g.Value>();
  for (const { inputs } of nodes)
    for (const input of inputs) if (input && g.constantData(input)) constants.add(input);
  const names = new Map<g.Value, string>(leaves.map((leaf, i) => [leaf, `x${i}`]));
  const nameOf = (value: g.Value) => names.get(value) ?? `v${value.id}`;
  const model = encodeModel({ nodes, inputs: leaves, outputs: [output], constants: [...constants], nameOf });
  const session = new Session(model, { threads, optimization: 'all' });
  const feeds = Object.fromEntries(
    shapes.map((shape, i) => [`x${i}`, wrapBytes(values(shape, i + 1), 'float32', shape)]),
  );
  const { data } = session.run(feeds, { [nameOf(output)]: null })[nameOf(output)]!;
  const copy = Buffer.from((data as Float32Array).slice().buffer);
  session.dispose();
  return copy;
}

const threads = [2, 3, 8];

describe('the number of threads changes no bit of a product', () => {
  const sizes = [2, 16, 64, 100, 256, 784];
  const products = sizes.flatMap((m) => [1, ...sizes].flatMap((n) => [300].map((k) => [m, n, k] as const)));
  test.each(products)('[%i,%i] over %i terms, all ways of transposing', (m, n, k) => {
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
    ] as const) {
      const shapes = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]] as const;
      const make = (a: g.Value, b: g.Value) => g.matMul(a, b, { transposeA, transposeB });
      const one = bytes(shapes, make, 1);
      for (const count of threads)
        expect(bytes(shapes, make, count).equals(one), `${count} threads`).toBe(true);
    }
  });

  test.each([
    [512, 128, 2],
    [512, 2, 128],
    [100, 1200, 300],
    [64, 784, 300],
  ])('[%i,%i] over %i terms, with a bias and an activation', (m, n, k) => {
    const bias = g.floats(values([n], 3));
    const make = (a: g.Value, b: g.Value) => g.unary('Relu', g.matMulAdd(a, b, bias));
    const shapes = [
      [m, k],
      [k, n],
    ] as const;
    const one = bytes(shapes, make, 1);
    for (const count of threads) expect(bytes(shapes, make, count).equals(one)).toBe(true);
  });

  test.each([
    [2, 128, 1024],
    [3, 96, 512],
    [8, 784, 304],
    [5, 1000, 2048],
    [128, 1, 1024],
    [6272, 1, 128],
    [1200, 1, 200],
    [784, 1200, 200],
    [1200, 784, 100],
  ])('[%i,%i] over %i terms from a transposed left side, which is the same product as ever', (m, n, k) => {
    const shapes = [
      [k, m],
      [k, n],
    ] as const;
    const make = (a: g.Value, b: g.Value) => g.matMul(a, b, { transposeA: true });
    const one = bytes(shapes, make, 1);
    for (const count of threads)
      expect(bytes(shapes, make, count).equals(one), `${count} threads`).toBe(true);
    const [a, b] = shapes.map((shape, i) => values(shape, i + 1)) as [Float32Array, Float32Array];
    const seen = new Float32Array(one.buffer, one.byteOffset, m * n);
    for (const at of [0, 1, (m * n) >> 1, m * n - 1]) {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += a[i * m + Math.floor(at / n)]! * b[i * n + (at % n)]!;
      expect(seen[at]).toBeCloseTo(sum, 3);
    }
  });

  test('of matrices in a batch', () => {
    const shapes = [
      [3, 16, 300],
      [3, 300, 96],
    ] as const;
    const one = bytes(shapes, g.matMul, 1);
    for (const count of threads) expect(bytes(shapes, g.matMul, count).equals(one)).toBe(true);
  });
});

describe('the number of threads changes no bit of a convolution or its gradients', () => {
  const cases = [
    { batch: 4, side: 28, channels: 1, filters: 16, kernel: 5, stride: 2 },
    { batch: 16, side: 14, channels: 16, filters: 32, kernel: 5, stride: 2 },
    { batch: 2, side: 14, channels: 4, filters: 96, kernel: 5, stride: 1 },
    { batch: 3, side: 16, channels: 32, filters: 3, kernel: 4, stride: 2 },
    { batch: 8, side: 7, channels: 64, filters: 64, kernel: 3, stride: 1 },
    { batch: 8, side: 16, channels: 32, filters: 32, kernel: 3, stride: 1 },
    { batch: 5, side: 9, channels: 16, filters: 48, kernel: 4, stride: 2 },
    { batch: 4, side: 32, channels: 3, filters: 32, kernel: 3, stride: 1 },
    { batch: 4, side: 32, channels: 32, filters: 3, kernel: 3, stride: 1 },
    { batch: 8, side: 8, channels: 3, filters: 32, kernel: 1, stride: 1 },
    { batch: 8, side: 8, channels: 32, filters: 64, kernel: 1, stride: 1 },
  ];
  test.each(cases)('%o', ({ batch, side, channels, filters, kernel, stride }) => {
    const out = Math.ceil(side / stride);
    const padding = Math.max((out - 1) * stride + kernel - side, 0);
    const top = padding >> 1;
    const geometry: g.ConvGeometry = {
      strides: [stride, stride],
      dilations: [1, 1],
      pads: [top, top, padding - top, padding - top],
      groups: 1,
    };
    const x = [batch, side, side, channels];
    const filter = [kernel, kernel, channels, filters];
    const y = [batch, out, out, filters];
    const ways: [readonly [g.Shape, g.Shape], (a: g.Value, b: g.Value) => g.Value][] = [
      [[x, filter], (a, b) => g.conv2d(a, b, geometry, y)],
      [[y, filter], (a, b) => g.conv2dInputGrad(a, b, geometry, x)],
      [[x, y], (a, b) => g.conv2dFilterGrad(a, b, geometry, filter)],
    ];
    for (const [index, [shapes, make]] of ways.entries()) {
      const one = bytes(shapes, make, 1);
      for (const count of threads) {
        expect(bytes(shapes, make, count).equals(one), `way ${index}, ${count} threads`).toBe(true);
      }
    }
  });
});

describe('the number of threads changes no bit of a sum', () => {
  test.each([
    [[512, 128], [0]],
    [[512, 128], [1]],
    [
      [64, 784],
      [0, 1],
    ],
    [
      [64, 14, 14, 64],
      [0, 1, 2],
    ],
    [
      [64, 14, 14, 64],
      [1, 2],
    ],
    [[100000, 3], [0]],
    [
      [32, 16, 2, 16, 2, 32],
      [2, 4],
    ],
    [
      [64, 16, 2, 16, 2, 3],
      [2, 4],
    ],
  ])('of %j over axes %j', (shape, axes) => {
    const make = (a: g.Value, b: g.Value) => g.reduce('ReduceSum', g.mul(a, b), axes, false);
    const one = bytes([shape, shape], make, 1);
    for (const count of threads) expect(bytes([shape, shape], make, count).equals(one)).toBe(true);
  });
});

describe('products keep their values', () => {
  test('turned around, with a sum, equals the plain product', () => {
    const shapes = [
      [3, 200],
      [200, 40],
    ] as const;
    const [a, b] = [values(shapes[0], 1), values(shapes[1], 2)];
    const bias = g.makeLeaf('float32', [40], {
      kind: 'constant',
      data: Float32Array.from({ length: 40 }, (_, i) => i),
    });
    const seen = new Float32Array(bytes(shapes, (x, y) => g.matMulAdd(x, y, bias), 2).buffer);
    expect(seen.length).toBe(120);
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 40; column++) {
        let sum = column;
        for (let k = 0; k < 200; k++) sum += a[row * 200 + k]! * b[k * 40 + column]!;
        expect(seen[row * 40 + column]).toBeCloseTo(sum, 4);
      }
    }
  });
});
