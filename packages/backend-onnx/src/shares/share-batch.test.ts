import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { run } from '../passes/evaluate.fixture.js';
import { gathering } from './gathering.js';
import { shareBatch } from './share-batch.js';
import { SHARES } from './signature.js';

const BATCH = 8;

/** Numbers from -1 to 1 without a pattern. */
const numbers = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 + seed));
const known = (data: Float32Array, shape: readonly number[]) =>
  g.makeLeaf('float32', shape, { kind: 'buffer', data });

const weights = (shape: readonly number[], seed = shape.length) =>
  known(numbers(g.sizeOf(shape), seed), shape);
const input = (name: string, shape: readonly number[]) =>
  g.makeLeaf('float32', shape, { kind: 'input', name });

type Inputs = Record<string, g.Value>;

/** What `fn` computes of inputs of these shapes, all at once and in shares. */
function both(shapes: Record<string, readonly number[]>, fn: (inputs: Inputs) => g.Value[]) {
  const bytes = Object.fromEntries(
    Object.entries(shapes).map(([name, shape], i) => [name, numbers(g.sizeOf(shape), i)]),
  );
  const make = (leafFor: (name: string) => g.Value) =>
    fn(Object.fromEntries(Object.keys(shapes).map((name) => [name, leafFor(name)])));
  const whole = make((name) => known(bytes[name]!, shapes[name]!)).map(run);

  const outputs = make((name) => input(name, shapes[name]!));
  const shared = shareBatch(outputs);
  if (!shared) return { whole, gathered: null };
  const cut = new Map([...shared.cut].map(([, leaf]) => [leaf, (leaf.leaf as { name: string }).name]));
  const shareOf = (value: g.Value, share: number) => {
    const bind = (leaf: g.Value | null) => {
      if (leaf?.leaf?.kind !== 'input') return leaf;
      const { name } = leaf.leaf;
      const data = bytes[name]!;
      const length = data.length / SHARES;
      return known(cut.has(leaf) ? data.slice(share * length, (share + 1) * length) : data, leaf.shape);
    };
    const [bound] = g.rewrite([value], (node, inputs) => g.cloneNode(node, inputs.map(bind)));
    return run(bound!);
  };
  const gathered = new Map(
    shared.gathered.map((one) => {
      const { standIn, parts } = gathering(one, true);
      const arrays = parts(() => new Float32Array());
      arrays.forEach((array, i) => {
        (array as Float32Array).set(shareOf(one.share, i));
      });
      const target = new Float32Array(g.sizeOf(one.whole.shape));
      (standIn.leaf as unknown as { fill: (target: Float32Array) => void }).fill(target);
      return [one.whole, target];
    }),
  );
  return { whole, gathered: outputs.map((output) => gathered.get(output)), shared };
}

/** Everything that `fn` computes is gathered, and the same. */
function agrees(shapes: Record<string, readonly number[]>, fn: (inputs: Inputs) => g.Value[]): void {
  const { whole, gathered } = both(shapes, fn);
  expect(gathered).not.toBeNull();
  whole.forEach((expected, i) => {
    const got = gathered![i]!;
    expect(got).toHaveLength(expected.length);
    got.forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at]!, 4);
    });
  });
}

describe('shares of a batch', () => {
  it('give a perceptron and the gradients of its weights and biases', () => {
    agrees({ x: [BATCH, 3], dy: [BATCH, 5] }, ({ x, dy }) => {
      const hidden = g.unary('Relu', g.add(g.matMul(x!, weights([3, 4])), weights([4])));
      const dHidden = g.mul(g.matMul(dy!, weights([4, 5]), { transposeB: true }), hidden);
      return [
        g.matMul(hidden, weights([4, 5])),
        g.matMul(hidden, dy!, { transposeA: true }),
        g.matMul(x!, dHidden, { transposeA: true }),
        g.reduce('ReduceSum', dHidden, [0]),
      ];
    });
  });

  it('keep batches apart that were put one behind the other', () => {
    agrees({ real: [BATCH, 3], z: [BATCH, 2] }, ({ real, z }) => {
      const fake = g.unary('Tanh', g.matMul(z!, weights([2, 3])));
      const scores = g.matMul(g.concat([real!, fake], 0), weights([3, 1]));
      const part = (from: number) => g.slice(scores, { begin: [from, 0], end: [from + BATCH, 1] });
      const [dReal, dFake] = [part(0), part(BATCH)];
      return [
        g.reduce('ReduceMean', g.unary('Softplus', g.neg(dReal)), [0, 1]),
        g.concat(
          [g.reduce('ReduceMean', dFake, [0]), g.reduce('ReduceSum', dReal, [0]), g.splat(0, [1], 'float32')],
          0,
        ),
        g.sub(dReal, dFake),
      ];
    });
  });

  it('pass convolutions and give the gradients of filters', () => {
    const geometry = {
      strides: [1, 1] as const,
      dilations: [1, 1] as const,
      pads: [1, 1, 1, 1] as const,
      groups: 1,
    };
    agrees({ x: [BATCH, 4, 4, 2], dy: [BATCH, 4, 4, 3] }, ({ x, dy }) => [
      g.reshape(g.conv2d(x!, weights([3, 3, 2, 3]), geometry, [BATCH, 4, 4, 3]), [BATCH, 48]),
      g.conv2dInputGrad(dy!, weights([3, 3, 2, 3]), geometry, [BATCH, 4, 4, 2]),
      g.conv2dFilterGrad(x!, dy!, geometry, [3, 3, 2, 3]),
    ]);
  });

  it('may join the axis of samples with those behind it, move it and spread along others', () => {
    agrees({ x: [BATCH, 3, 2] }, ({ x }) => {
      const rows = g.reshape(x!, [BATCH * 3, 2]);
      const turned = g.transpose(x!, [1, 0, 2]);
      return [
        g.matMul(rows, weights([2, 2])),
        g.reduce('ReduceSum', rows, [0]),
        g.transpose(g.add(turned, weights([3, 1, 2])), [1, 0, 2]),
        g.reduce('ReduceMean', turned, [1]),
        g.mul(g.expand(g.reduce('ReduceMax', x!, [1], true), [BATCH, 3, 2]), x!),
      ];
    });
  });

  it('get what is the same for each sample', () => {
    agrees({ x: [BATCH, 3], y: [BATCH, 3] }, ({ x, y }) => {
      const dScore = g.concat([g.splat(0.5, [BATCH, 1], 'float32'), g.splat(-0.5, [BATCH, 1], 'float32')], 0);
      const dHidden = g.matMul(dScore, weights([3, 1]), { transposeB: true });
      return [g.matMul(g.concat([x!, y!], 0), g.mul(dHidden, g.concat([y!, x!], 0)), { transposeA: true })];
    });
  });

  it('are added up once for all that is made of a sum', () => {
    const x = input('x', [BATCH, 3]);
    const gradient = g.reduce('ReduceSum', g.mul(x, x), [0]);
    const momentum = g.add(g.mul(weights([3]), g.num(0.9, x)), g.mul(gradient, g.num(0.1, x)));
    const variance = g.mul(gradient, gradient);
    const shared = shareBatch([momentum, variance])!;
    expect(shared.gathered.map(({ whole }) => whole)).toEqual([gradient]);
  });

  it('do without a sum that only another sum needs', () => {
    const x = input('x', [BATCH, 3]);
    const gradient = g.add(
      g.reduce('ReduceSum', x, [0]),
      g.mul(g.reduce('ReduceSum', g.mul(x, x), [0]), g.num(10, x)),
    );
    const shared = shareBatch([g.unary('Abs', gradient)])!;
    expect(shared.gathered.map(({ whole }) => whole)).toEqual([gradient]);
  });

  const x = () => input('x', [BATCH, 4]);
  it.each<[string, () => g.Value]>([
    [
      'batch norm',
      () => {
        const values = x();
        return g.sub(values, g.reduce('ReduceMean', values, [0]));
      },
    ],
    ['the largest of the batch', () => g.reduce('ReduceMax', x(), [0])],
    [
      'products of samples with samples',
      () => {
        const values = x();
        return g.matMul(values, values, { transposeB: true });
      },
    ],
    ['a part of the batch', () => g.slice(x(), { begin: [1, 0], end: [4, 4] })],
    ['samples beside weights of each', () => g.add(x(), weights([BATCH, 4]))],
    ['batches of different lengths', () => g.concat([x(), weights([2, 4])], 0)],
    ['an odd batch', () => g.neg(input('x', [7, 4]))],
    ['what changes the type of a result', () => g.cast(x(), 'int32')],
  ])('are not made of %s', (_, make) => {
    expect(shareBatch([make()])).toBeNull();
  });
});
