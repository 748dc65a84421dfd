import * as g from '../graph/index.js';
import { tileSums, tileSumsBack } from './convolution/tile-sums.js';

type Shape4 = [number, number, number, number];

/**
 * Convolutions beside a change of size by whole tiles, done at the smaller size with a larger filter:
 *
 *   mean_tiles(conv2d(x, w))                 to  conv2d(x, sums(w) / tile), stride = tile
 *   conv2d_input_grad(spread(dy), w)         to  conv2d_input_grad(dy, sums(w)), stride = tile
 *   conv2d_filter_grad(x, spread(dy))        to  sums^T(conv2d_filter_grad(x, dy)), stride = tile
 *   conv2d(spread(x), w)                     to  conv2d_input_grad(x, sums(turned w)), stride = tile
 *   conv2d_filter_grad(spread(x), dy)        to  turned(sums^T(conv2d_filter_grad(dy, x))), stride = tile
 *   sum(spread(dy))                          to  sum(dy) * tile
 *
 * sums(w)[m] is the sum of w[m - a] over the places a in a tile: a 3x3 filter with tiles of 2x2 becomes 4x4 on a quarter of the places,
 * 16 products where there were 36. Average pooling after a convolution and nearest upsampling before one, as in residual GANs,
 * take less than half the arithmetic, forward, backward and in gradients of gradients, and the large image between is never
 * made. Rounds elsewhere than the given order.
 */
export function tiledConvolutions(outputs: readonly g.Value[]): g.Value[] {
  const reads = g.countReads(outputs);
  return g.rewrite(outputs, (node, inputs) => {
    const tile = g.reducedTile(node);
    if (tile && partsOf(node.inputs[0]!).values.every((value) => reads.get(value) === 1))
      return reducedConvolution(node, inputs[0]!, tile);
    if (node.op === 'ReduceSum' && node.domain === '') return spreadSum(node, inputs as [g.Value, g.Value]);
    return node.domain === g.GANX_DOMAIN ? spreadOperand(node, inputs as [g.Value, g.Value]) : null;
  });
}

/** Stride 1, each filter on all channels, padding within its reach: what commutes with sums over tiles. */
function isPlain({ strides, dilations, groups, pads }: g.ConvGeometry, [kh, kw]: g.Shape): boolean {
  const within = pads.every((pad, side) => pad >= 0 && pad < (side % 2 === 0 ? kh! : kw!));
  return within && groups === 1 && [...strides, ...dilations].every((d) => d === 1);
}

function savesWork([kh, kw]: g.Shape, [t, u]: g.Tile): boolean {
  return (kh! + t - 1) * (kw! + u - 1) < kh! * kw! * t * u;
}

function reducedConvolution(node: g.Node, tiles: g.Value, tile: g.Tile): g.Value[] | null {
  const { sum, bias } = partsOf(tiles);
  const conv = asConvolution(sum);
  if (!conv || !savesWork(conv.filter.shape, tile)) return null;
  const [b, oh, ow, f] = sum.shape as Shape4;
  const size = tile[0] * tile[1];
  const isMean = node.op === 'ReduceMean';
  const whole = tileSums(conv.filter, tile);
  const filter = isMean ? g.mul(whole, g.scalar(1 / size)) : whole;
  const geometry = { ...conv.geometry, strides: tile as [number, number] };
  const y = g.conv2d(conv.x, filter, geometry, [b, oh / tile[0], ow / tile[1], f]);
  const biased = bias ? g.add(y, isMean ? bias : g.mul(bias, g.scalar(size))) : y;
  return [g.reshape(biased, node.outputs[0]!.shape)];
}

/** Tiles of an image that is a sum with a bias per channel, or not, taken apart; and all values on the way. */
function partsOf(tiles: g.Value): { sum: g.Value; bias: g.Value | null; values: readonly g.Value[] } {
  const image = tiles.node?.op === 'Reshape' ? tiles.node.inputs[0]! : tiles;
  if (image.node?.op === 'Add' && image.node.domain === '') {
    const [a, b] = image.node.inputs as [g.Value, g.Value];
    const isBias = (bias: g.Value, sum: g.Value) =>
      sum.rank === 4 && bias.rank === 1 && bias.shape[0] === sum.shape[3];
    if (isBias(b, a)) return { sum: a, bias: b, values: [tiles, image, a] };
    if (isBias(a, b)) return { sum: b, bias: a, values: [tiles, image, b] };
  }
  return { sum: image, bias: null, values: [tiles, image] };
}

interface PlainConvolution {
  x: g.Value;
  filter: g.Value;
  geometry: g.ConvGeometry;
}

/** With stride 1 what flows back to the input is a convolution, too. */
function asConvolution({ node, rank }: g.Value): PlainConvolution | null {
  if (node?.domain !== g.GANX_DOMAIN || node.op === 'Conv2DFilterGrad' || rank !== 4) return null;
  const geometry = g.geometryOf(node);
  const [x, filter, bias] = node.inputs as [g.Value, g.Value, g.Value?];
  if (bias || node.attributes.activation || !isPlain(geometry, filter.shape)) return null;
  return node.op === 'Conv2D'
    ? { x, filter, geometry }
    : { x, filter: g.turnFilter(filter), geometry: g.turnGeometry(geometry, filter.shape) };
}

function spreadOperand(node: g.Node, [a, b]: [g.Value, g.Value]): g.Value[] | null {
  const geometry = g.geometryOf(node);
  const { shape } = node.outputs[0]!;
  const isFilter = node.op === 'Conv2DFilterGrad';
  if (
    !isPlain(geometry, isFilter ? shape : b.shape) ||
    node.inputs.length !== 2 ||
    node.attributes.activation
  )
    return null;
  if (isFilter) {
    const dy = g.spreadSource(b);
    if (dy && savesWork(shape, dy.tile)) return [filterGrad(a, dy, geometry, shape)];
    const x = g.spreadSource(a);
    if (!x || !savesWork(shape, x.tile)) return null;
    const [kh, kw, c, f] = shape as Shape4;
    return [g.turnFilter(filterGrad(b, x, g.turnGeometry(geometry, shape), [kh, kw, f, c]))];
  }
  const spread = g.spreadSource(a);
  if (!spread || !savesWork(b.shape, spread.tile)) return null;
  const strides = spread.tile as [number, number];
  if (node.op === 'Conv2DInputGrad')
    return [g.conv2dInputGrad(spread.source, tileSums(b, spread.tile), { ...geometry, strides }, shape)];
  const back = { ...g.turnGeometry(geometry, b.shape), strides };
  return [g.conv2dInputGrad(spread.source, tileSums(g.turnFilter(b), spread.tile), back, shape)];
}

function filterGrad(
  x: g.Value,
  { source, tile }: { source: g.Value; tile: g.Tile },
  geometry: g.ConvGeometry,
  [kh, kw, c, f]: g.Shape,
): g.Value {
  const larger = [kh! + tile[0] - 1, kw! + tile[1] - 1, c!, f!];
  const strides = tile as [number, number];
  return tileSumsBack(g.conv2dFilterGrad(x, source, { ...geometry, strides }, larger), tile);
}

function spreadSum(node: g.Node, [x, axesValue]: [g.Value, g.Value]): g.Value[] | null {
  const spread = g.spreadSource(x);
  const axes = Array.from((g.constantData(axesValue) ?? []) as BigInt64Array, Number);
  if (!spread || !axes.includes(1) || !axes.includes(2)) return null;
  const keepDims = (node.attributes.keepdims as { i: number }).i === 1;
  const sum = g.reduce('ReduceSum', spread.source, axes, keepDims);
  return [g.mul(sum, g.scalar(spread.tile[0] * spread.tile[1]))];
}
