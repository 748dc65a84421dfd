import { expand } from './constants.js';
import { type ReduceOp, reduce } from './reductions.js';
import { reshape } from './shaping.js';
import { constantData, type Node, type Value } from './value.js';

/** Height and width of the tiles that an image is cut into. */
export type Tile = readonly [number, number];

type Shape4 = [number, number, number, number];

/** Every pixel becomes a tile: [B,H,W,C] to [B,H*t,W*u,C]. Enlargement by repetition, and what flows back through a mean over tiles. */
export function spreadTiles(x: Value, [t, u]: Tile): Value {
  const [b, h, w, c] = x.shape as Shape4;
  return reshape(expand(reshape(x, [b, h, 1, w, 1, c]), [b, h, t, w, u, c]), [b, h * t, w * u, c]);
}

/** The image and the tile that `value` was spread from, where it is made like `spreadTiles` makes it. */
export function spreadSource(value: Value): { source: Value; tile: Tile } | null {
  const inner = value.node?.op === 'Reshape' && value.node.domain === '' ? value.node.inputs[0]! : value;
  if (inner.node?.op !== 'Expand' || inner.node.domain !== '' || inner.rank !== 6) return null;
  const pixels = inner.node.inputs[0]!;
  const [b, h, t, w, u, c] = inner.shape as [number, number, number, number, number, number];
  const is = (value: Value, shape: readonly number[]) => shape.every((d, i) => d === value.shape[i]);
  if (!is(pixels, [b, h, 1, w, 1, c]) || value.rank !== 4 || !is(value, [b, h * t, w * u, c])) return null;
  return { source: reshape(pixels, [b, h, w, c]), tile: [t, u] };
}

/** One number per tile and channel: [B,H,W,C] to [B,H/t,W/u,C]. Tiles cover the image. */
export function reduceTiles(op: ReduceOp, x: Value, [t, u]: Tile): Value {
  const [b, h, w, c] = x.shape as Shape4;
  return reduce(op, reshape(x, [b, h / t, t, w / u, u, c]), [2, 4]);
}

/** The tile of a sum or mean made like `reduceTiles` makes it. Its input is [B,H/t,t,W/u,u,C]. */
export function reducedTile({ op, domain, inputs }: Node): Tile | null {
  if ((op !== 'ReduceSum' && op !== 'ReduceMean') || domain !== '') return null;
  const axes = Array.from((constantData(inputs[1]) ?? []) as BigInt64Array, Number);
  const { rank, shape } = inputs[0]!;
  return rank === 6 && axes.length === 2 && axes.includes(2) && axes.includes(4)
    ? [shape[2]!, shape[4]!]
    : null;
}
