import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { data, run } from './evaluate.fixture.js';
import { simplify } from './simplify/index.js';
import { tiledConvolutions } from './tiled-convolutions.js';

const [b, c, f] = [2, 3, 4];
const DENSE = { strides: [1, 1], dilations: [1, 1], groups: 1 } as const;

/** Operations left, and the strides of the convolutions among them, having checked that the values are the same. */
function rewritten(make: () => g.Value): { ops: string[]; strides: string[] } {
  const [after] = tiledConvolutions(simplify([make()])) as [g.Value];
  const { nodes } = g.collect([after]);
  const convolutions = nodes.filter(({ domain }) => domain === g.GANX_DOMAIN);
  const ops = nodes.map(({ op }) => op);
  const strides = convolutions.map((node) => g.geometryOf(node).strides.join());
  const [seen, reference] = [run(after), run(make())];
  expect(after.shape).toEqual(make().shape);
  seen.forEach((value, i) => {
    expect(Math.abs(value - reference[i]!)).toBeLessThan(1e-4);
  });
  return { ops, strides };
}

// [filter height, filter width, tile, pads top left bottom right]
const cases: [number, number, g.Tile, [number, number, number, number]][] = [
  [3, 3, [2, 2], [1, 1, 1, 1]],
  [5, 5, [2, 2], [2, 2, 2, 2]],
  [3, 3, [3, 2], [1, 1, 1, 1]],
  [4, 2, [2, 2], [1, 0, 2, 1]],
  [3, 2, [2, 4], [0, 1, 2, 0]],
];

describe.each(cases)('a filter %ix%i beside tiles of %j, pads %j', (kh, kw, tile, pads) => {
  const geometry: g.ConvGeometry = { ...DENSE, pads };
  // the convolution keeps this size, and the tiles cover it
  const [h, w] = [6 * tile[0], 4 * tile[1]] as const;
  const [tall, wide] = [h + kh - 1 - pads[0] - pads[2], w + kw - 1 - pads[1] - pads[3]];
  const filter = () => data([kh, kw, c, f], 1);
  const small = (channels: number) => data([b, h / tile[0], w / tile[1], channels], 2);
  const strided = { strides: [tile.join()] };

  it.each(['ReduceMean', 'ReduceSum'] as const)(
    '%s over tiles of its result is a strided convolution',
    (op) => {
      const x = () => data([b, tall, wide, c], 3);
      const conv = () => g.conv2d(x(), filter(), geometry, [b, h, w, f]);
      expect(rewritten(() => g.reduceTiles(op, conv(), tile))).toMatchObject(strided);
      expect(rewritten(() => g.reduceTiles(op, g.add(conv(), data([f], 4)), tile))).toMatchObject(strided);
    },
  );

  it('mean over tiles of what flows back is a strided convolution', () => {
    const back = () =>
      g.conv2dInputGrad(data([b, h, w, f], 3), filter(), { ...geometry, pads: inner }, [b, h, w, c]);
    const inner: [number, number, number, number] = [kh - 1, kw - 1, 0, 0];
    expect(rewritten(() => g.reduceTiles('ReduceMean', back(), tile))).toMatchObject(strided);
  });

  it('what flows back from spread tiles is the gradient of a strided convolution', () => {
    expect(
      rewritten(() =>
        g.conv2dInputGrad(g.spreadTiles(small(f), tile), filter(), geometry, [b, tall, wide, c]),
      ),
    ).toMatchObject(strided);
  });

  it('the filter gets the same gradient from tiles that are not spread', () => {
    const x = () => data([b, tall, wide, c], 3);
    expect(
      rewritten(() => g.conv2dFilterGrad(x(), g.spreadTiles(small(f), tile), geometry, [kh, kw, c, f])),
    ).toMatchObject(strided);
  });

  it('a convolution of spread tiles is the gradient of a strided one, and so is what its filter gets', () => {
    const enlarged = () => g.spreadTiles(small(c), tile);
    const [oh, ow] = [h - kh + 1 + pads[0] + pads[2], w - kw + 1 + pads[1] + pads[3]];
    expect(rewritten(() => g.conv2d(enlarged(), filter(), geometry, [b, oh, ow, f]))).toMatchObject(strided);
    const dy = () => data([b, oh, ow, f], 3);
    expect(rewritten(() => g.conv2dFilterGrad(enlarged(), dy(), geometry, [kh, kw, c, f]))).toMatchObject(
      strided,
    );
  });
});

describe('tiles beside a convolution', () => {
  const geometry: g.ConvGeometry = { ...DENSE, pads: [1, 1, 1, 1] };
  const conv = () => g.conv2d(data([b, 4, 4, c], 3), data([3, 3, c, f], 1), geometry, [b, 4, 4, f]);

  it('are summed at once', () => {
    expect(
      rewritten(() => g.reduce('ReduceSum', g.spreadTiles(data([b, 2, 2, c]), [2, 2]), [0, 1, 2])),
    ).toEqual({
      ops: ['ReduceSum', 'Mul'],
      strides: [],
    });
  });

  it('leave a convolution alone that somebody else reads', () => {
    const { strides } = rewritten(() => {
      const y = conv();
      return g.concat(
        [g.reduceTiles('ReduceMean', y, [2, 2]), g.slice(y, { begin: [0, 0, 0, 0], end: [b, 2, 2, f] })],
        0,
      );
    });
    expect(strides).toEqual(['1,1']);
  });

  it('leave a convolution alone where nothing would be saved', () => {
    const pixels = () =>
      g.conv2d(data([b, 4, 4, c], 3), data([1, 1, c, f], 1), { ...DENSE, pads: [0, 0, 0, 0] }, [b, 4, 4, f]);
    expect(rewritten(() => g.reduceTiles('ReduceMean', pixels(), [2, 2])).strides).toEqual(['1,1']);
  });

  it('leave strided convolutions alone', () => {
    const strided = { ...geometry, strides: [2, 2] as [number, number] };
    const y = () => g.conv2d(data([b, 8, 8, c], 3), data([3, 3, c, f], 1), strided, [b, 4, 4, f]);
    expect(rewritten(() => g.reduceTiles('ReduceMean', y(), [2, 2])).strides).toEqual(['2,2']);
  });
});
