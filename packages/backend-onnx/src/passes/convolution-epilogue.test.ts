import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { convolutionEpilogue } from './convolution-epilogue.js';
import { data, run } from './evaluate.fixture.js';

/** A padding of 4 leaves rows of the result that see nothing of the image. */
const geometry: g.ConvGeometry = { strides: [2, 2], dilations: [1, 1], pads: [4, 1, 4, 2], groups: 1 };

const conv = (channels: number) =>
  g.conv2d(data([16, 9, 9, channels], 1), data([3, 3, channels, 8], 2), geometry, [16, 8, 5, 8]);

const ops = (outputs: readonly g.Value[]) => g.collect(outputs).nodes.map((node) => node.op);

describe.each([
  ['rows', 8],
  ['channels first', 3],
])('a convolution by %s', (_, channels) => {
  it.each([
    ['LeakyRelu', { alpha: { f: 0.2 } }],
    ['Tanh', {}],
  ] as const)('takes in its bias and a following %s', (op, attributes) => {
    const make = () => {
      const sum = g.add(data([8], 3), conv(channels));
      return g.makeNode(op, [sum], [sum], attributes)[0]!;
    };
    const [after] = convolutionEpilogue([make()]) as [g.Value];
    expect(ops([after])).toEqual(['Conv2D']);
    const reference = run(make());
    for (const [at, value] of run(after).entries()) expect(value).toBeCloseTo(reference[at]!, 4);
  });
});

const back = (kernel: number, stride: number, [c, f]: [number, number]) => {
  const pad = kernel === 1 ? 0 : 1;
  const side = Math.floor((8 - kernel + 2 * pad) / stride) + 1;
  const around: g.ConvGeometry = { ...geometry, strides: [stride, stride], pads: [pad, pad, pad, pad] };
  return g.conv2dInputGrad(data([16, side, side, f], 1), data([kernel, kernel, c, f], 2), around, [
    16,
    8,
    8,
    c,
  ]);
};

describe.each<[string, () => g.Value]>([
  ['rows', () => back(4, 2, [12, 12])],
  ['rows that no tap reaches', () => back(2, 3, [12, 12])],
  ['blocks', () => back(3, 1, [16, 16])],
  ['blocks, phase by phase', () => back(4, 2, [16, 32])],
  ['pixels', () => back(1, 1, [5, 7])],
  ['channels first', () => back(4, 2, [3, 6])],
])('a transposed convolution by %s', (_, transposed) => {
  it('takes in its bias and a following activation', () => {
    const make = () => g.unary('Tanh', g.add(transposed(), data([transposed().shape[3]!], 3)));
    const [after] = convolutionEpilogue([make()]) as [g.Value];
    expect(ops([after])).toEqual(['Conv2DInputGrad']);
    const reference = run(make());
    for (const [at, value] of run(after).entries()) expect(value).toBeCloseTo(reference[at]!, 4);
  });
});

it('leaves what somebody else reads, and what is no bias', () => {
  const product = conv(8);
  const sum = g.add(product, data([8], 3));
  expect(ops(convolutionEpilogue([g.neg(product), sum]))).toContain('Add');
  expect(ops(convolutionEpilogue([g.unary('Relu', sum), g.neg(sum)]))).toContain('Relu');
  expect(ops(convolutionEpilogue([g.add(conv(8), data([5, 8], 3))]))).toContain('Add');
});
