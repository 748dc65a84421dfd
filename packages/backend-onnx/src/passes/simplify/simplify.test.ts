import { describe, expect, it } from 'vitest';
import * as g from '../../graph/index.js';
import { Evaluator } from '../../session/evaluate.js';
import { simplify } from './index.js';

const evaluator = new Evaluator(1);
const data = (shape: number[], values: number[]) =>
  g.makeLeaf('float32', shape, { kind: 'buffer', data: Float32Array.from(values) });

function run(value: g.Value): number[] {
  evaluator.evaluate([value], () => false);
  return [...(value.leaf as { data: Float32Array }).data];
}

/** Operations left, having checked that the values are the same. */
function simplified(make: () => g.Value): string[] {
  const [after] = simplify([make()]) as [g.Value];
  const ops = g.collect([after]).nodes.map((node) => node.op);
  expect(after.shape).toEqual(make().shape);
  expect(run(after)).toEqual(run(make()));
  return ops;
}

const x = () => data([2, 3], [-2, -0.5, 0, 0.5, 2, 3]);
const dy = () => data([2, 3], [1, 2, 3, 4, 5, 6]);

describe('local rules', () => {
  it('turn the gradient of relu into one product', () => {
    const ops = simplified(() => {
      const v = x();
      const step = g.where(g.compare('Greater', v, g.scalar(0)), g.scalar(1), g.scalar(0));
      return g.mul(dy(), g.where(g.unary('IsNaN', v), v, step));
    });
    expect(ops).toEqual(['HardSigmoid', 'Mul']);
  });

  it('turn the gradient of leaky relu into one product', () => {
    const ops = simplified(() => {
      const d = dy();
      return g.where(g.compare('Greater', x(), g.splat(0, [2, 3], 'float32')), d, g.mul(d, g.scalar(0.2)));
    });
    expect(ops).toEqual(['HardSigmoid', 'Max', 'Mul']);
  });

  it('see every positive number that is not subnormal as positive', () => {
    const tails = [1.2e-38, 1e-30, 3.4e38, Infinity, -1.2e-38, -3.4e38, -Infinity, -0];
    const ops = simplified(() => {
      const v = data([8], tails);
      const step = g.where(g.compare('Greater', v, g.scalar(0)), g.scalar(1), g.scalar(0));
      return g.mul(
        data(
          [8],
          tails.map(() => 3),
        ),
        g.where(g.unary('IsNaN', v), v, step),
      );
    });
    expect(ops).toEqual(['HardSigmoid', 'Mul']);
  });

  it('compute elementwise before reshaping, so that reshapes meet', () => {
    expect(
      simplified(() => {
        const flat = g.mul(g.reshape(x(), [6]), g.reshape(dy(), [6]));
        return g.neg(g.reshape(g.add(flat, g.scalar(2)), [2, 3]));
      }),
    ).toEqual(['Mul', 'Add', 'Neg']);
    // arrays of other shapes broadcast against the reshaped one and must see it
    expect(simplified(() => g.mul(g.reshape(x(), [3, 2]), data([2], [1, 2])))).toEqual(['Reshape', 'Mul']);
    expect(simplified(() => g.mul(g.reshape(data([1], [3]), [1, 1]), x()))).toEqual(['Mul']);
    // ... unless the reshape leaves the axes alone that they lie on
    const channels = () => g.mul(g.reshape(x(), [1, 2, 3]), data([3], [1, 2, 3]));
    expect(simplified(() => g.reshape(g.neg(channels()), [6]))).toEqual(['Mul', 'Neg', 'Reshape']);
  });

  it('drop axes of length 1 in front of what broadcasts or is summed', () => {
    expect(simplified(() => g.sub(x(), g.reshape(data([3], [1, 2, 3]), [1, 3])))).toEqual(['Sub']);
    expect(simplified(() => g.reduce('ReduceSum', g.reshape(x(), [1, 2, 3]), [0, 1]))).toEqual(['ReduceSum']);
    // axes that are kept, and axes that make the result's shape
    expect(simplified(() => g.reduce('ReduceSum', g.reshape(x(), [1, 2, 3]), [1], true))).toContain(
      'Reshape',
    );
    expect(simplified(() => g.reduce('ReduceSum', g.reshape(x(), [1, 2, 3]), [2]))).toEqual([
      'ReduceSum',
      'Reshape',
    ]);
    expect(simplified(() => g.neg(g.reshape(data([3], [1, 2, 3]), [1, 3])))).toEqual(['Neg', 'Reshape']);
  });

  it('compute spread-out numbers before spreading them', () => {
    const ops = simplified(() => {
      const one = g.splat(1, [2, 3], 'float32');
      return g.mul(x(), g.div(g.mul(g.reshape(data([3], [1, 2, 4]), [1, 3]), one), g.scalar(4)));
    });
    expect(ops).toEqual(['Div', 'Mul']);
  });

  it('turn the gradient of leaky relu into one product through a reshape', () => {
    const ops = simplified(() => {
      const d = dy();
      const scaled = g.reshape(g.mul(d, g.scalar(0.2)), [3, 2]);
      return g.where(g.compare('Greater', g.reshape(x(), [3, 2]), g.scalar(0)), g.reshape(d, [3, 2]), scaled);
    });
    expect(ops).not.toContain('Where');
  });

  it('leave other choices alone', () => {
    const ops = simplified(() =>
      g.where(g.compare('Greater', x(), g.scalar(0)), dy(), g.mul(dy(), g.scalar(2))),
    );
    expect(ops).toContain('Where');
  });

  it('drop neutral operands, but not those that change the shape', () => {
    expect(simplified(() => g.neg(g.mul(g.add(x(), g.splat(0, [2, 3], 'float32')), g.scalar(1))))).toEqual([
      'Neg',
    ]);
    expect(simplified(() => g.add(data([1, 3], [1, 2, 3]), g.splat(0, [2, 3], 'float32')))).not.toEqual([]);
    expect(simplified(() => g.sub(g.scalar(0), x()))).toEqual(['Sub']);
  });

  it('let operations broadcast instead of spreading operands out', () => {
    expect(simplified(() => g.mul(x(), g.expand(data([3], [1, 2, 3]), [2, 3])))).toEqual(['Mul']);
    // one of the two must stay: the result takes its shape from it
    expect(
      simplified(() => g.add(g.expand(data([3], [1, 2, 3]), [2, 3]), g.expand(g.scalar(1), [2, 3]))),
    ).toContain('Expand');
  });

  it('join moves, and drop those that end where they began', () => {
    const there = [1, 0];
    expect(simplified(() => g.neg(g.transpose(g.transpose(x(), there), there)))).toEqual(['Neg']);
    expect(simplified(() => g.neg(g.transpose(data([1, 3, 1], [1, 2, 3]), [2, 1, 0])))).toEqual(['Neg']);
    expect(simplified(() => g.neg(g.transpose(data([1, 3], [1, 2, 3]), [1, 0])))).toEqual(['Neg', 'Reshape']);
  });
});
