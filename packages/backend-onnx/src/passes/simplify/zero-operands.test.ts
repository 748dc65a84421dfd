import { describe, expect, it } from 'vitest';
import * as g from '../../graph/index.js';
import { data, run } from '../evaluate.fixture.js';
import { simplify } from './index.js';

const geometry: g.ConvGeometry = { strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 1 };
const image = [2, 4, 4, 3];
const filter = [3, 3, 3, 5];
const zeros = (shape: readonly number[]) => g.splat(0, shape, 'float32');

/** Operations left, having checked that the values are the same. */
function simplified(make: () => g.Value): string[] {
  const [after] = simplify([make()]) as [g.Value];
  const ops = g.collect([after]).nodes.map((node) => node.op);
  const unsigned = (value: g.Value) => run(value).map((x) => x + 0); // -0 is 0
  expect(unsigned(after)).toEqual(unsigned(make()));
  return ops;
}

describe('what is computed from zeros', () => {
  it.each<[string, () => g.Value]>([
    ['a product with an array', () => g.mul(data([2, 3]), zeros([2, 3]))],
    ['a product with the number', () => g.mul(g.scalar(0), data([2, 3]))],
    ['a convolution', () => g.conv2d(zeros(image), data(filter), geometry, [2, 4, 4, 5])],
    [
      'what goes back to its input',
      () => g.conv2dInputGrad(zeros([2, 4, 4, 5]), data(filter), geometry, image),
    ],
    [
      'what goes back to its filter',
      () => g.conv2dFilterGrad(data(image), zeros([2, 4, 4, 5]), geometry, filter),
    ],
    ['a matrix product', () => g.matMul(data([2, 3]), zeros([3, 4]))],
    ['a sum', () => g.reduce('ReduceSum', zeros([2, 3, 4]), [0, 1])],
    [
      'a chain of all that',
      () => {
        const back = g.conv2dInputGrad(zeros([2, 4, 4, 5]), data(filter), geometry, image);
        const moved = g.transpose(g.mul(back, data(image)), [0, 3, 1, 2]);
        return g.pad(
          g.concat([moved, g.transpose(zeros(image), [0, 3, 1, 2])], 1),
          [0, 0, 1, 1],
          [0, 0, 0, 0],
        );
      },
    ],
  ])('is zeros, spread: %s', (_name, make) => {
    expect(simplified(make)).toEqual(['Expand']);
  });

  it('leaves a sum with something else', () => {
    expect(simplified(() => g.add(data([2, 3]), g.mul(data([2, 3], 5), g.scalar(0))))).toEqual([]);
    expect(simplified(() => g.matMulAdd(data([2, 3]), zeros([3, 4]), data([4])))).toContain('Gemm');
    expect(simplified(() => g.pad(zeros([2]), [1], [0], 7))).toContain('Pad');
    const biased = () => {
      const { node } = g.conv2dInputGrad(zeros([2, 4, 4, 5]), data(filter), geometry, image);
      const inputs = [...node!.inputs, data([3])];
      return g.makeNode(node!.op, inputs, node!.outputs, node!.attributes, g.GANX_DOMAIN)[0]!;
    };
    expect(simplified(biased)).toContain('Conv2DInputGrad');
  });

  it('leaves operations that make something of nothing', () => {
    expect(simplified(() => g.add(data([2, 3]), g.unary('Exp', zeros([2, 3]))))).toContain('Exp');
    expect(simplified(() => g.div(zeros([2, 3]), data([2, 3])))).toContain('Div');
  });
});
