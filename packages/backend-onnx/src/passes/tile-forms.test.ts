import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { data, run } from './evaluate.fixture.js';
import { reducedTiles } from './reduced-tiles.js';
import { tileForms } from './tile-forms.js';

/** Operations left by `rule`, having checked that the values are the same. */
function rewritten(rule: g.Rule, make: () => g.Value): string[] {
  const [after] = g.rewrite([make()], rule) as [g.Value];
  const ops = g.collect([after]).nodes.map(({ op }) => op);
  expect(after.shape).toEqual(make().shape);
  const [seen, reference] = [run(after), run(make())];
  seen.forEach((value, i) => {
    expect(value).toBeCloseTo(reference[i]!, 5);
  });
  return ops;
}

function pool(x: g.Value, window: [number, number], strides: [number, number], pads = [0, 0, 0, 0]): g.Value {
  const [b, h, w, c] = x.shape as [number, number, number, number];
  const out = [h, w].map((size, i) => (size + pads[i]! + pads[i + 2]! - window[i]!) / strides[i]! + 1);
  const y = g.makeNode(
    'AveragePool',
    [g.transpose(x, [0, 3, 1, 2])],
    [{ type: 'float32', shape: [b, c, out[0]!, out[1]!] }],
    {
      kernel_shape: { is: window },
      strides: { is: strides },
      pads: { is: pads },
      dilations: { is: [1, 1] },
      count_include_pad: { i: 0 },
    },
  )[0]!;
  return g.transpose(y, [0, 2, 3, 1]);
}

describe('changes of size by whole tiles', () => {
  const image = () => data([2, 6, 8, 3]);

  it('pool by means over axes of their own', () => {
    expect(rewritten(tileForms, () => pool(image(), [3, 2], [3, 2]))).toEqual(['Reshape', 'ReduceMean']);
  });

  it('stay poolings where windows overlap, leave gaps or are padded', () => {
    for (const other of [
      () => pool(image(), [2, 2], [1, 1]),
      () => pool(image(), [2, 2], [4, 3]),
      () => pool(image(), [2, 2], [2, 2], [1, 1, 1, 1]),
    ])
      expect(rewritten(tileForms, other)).toContain('AveragePool');
  });

  it('enlarge by spreading, and what was spread is found again', () => {
    const pixels = () => g.reshape(image(), [2, 6, 1, 8, 1, 3]);
    const ones = () => g.splat(1, [2, 1, 3, 1], 'float32');
    const enlarged = () => g.reshape(g.mul(pixels(), ones()), [2, 12, 24, 3]);
    expect(rewritten(tileForms, enlarged)).toEqual(['Reshape', 'Expand', 'Reshape']);
    const [after] = g.rewrite([enlarged()], tileForms) as [g.Value];
    expect(g.spreadSource(after)).toMatchObject({ tile: [2, 3], source: { shape: [2, 6, 8, 3] } });
    expect(rewritten(tileForms, () => g.mul(pixels(), g.splat(2, [2, 1, 3, 1], 'float32')))).toContain('Mul');
  });

  it('are summed one axis at a time, columns of few channels by picking them', () => {
    for (const op of ['ReduceSum', 'ReduceMean'] as const) {
      const sums = (channels: number) =>
        rewritten(reducedTiles, () => g.reduceTiles(op, data([2, 6, 8, channels]), [3, 2])).filter(
          (x) => x === op,
        );
      expect(sums(8)).toHaveLength(2);
      expect(sums(3)).toHaveLength(1);
    }
    expect(rewritten(reducedTiles, () => g.reduce('ReduceSum', image(), [0, 1]))).toEqual(['ReduceSum']);
  });
});
