import * as g from '../../graph/index.js';

/** A filter at each place of a tile, added up: [KH,KW,C,F] to [KH+t-1,KW+u-1,C,F]. */
export function tileSums(filter: g.Value, tile: g.Tile): g.Value {
  return tile.reduce<g.Value>((sum, size, axis) => {
    const along = (places: number) => sum.shape.map((_, i) => (i === axis ? places : 0));
    const moved = Array.from({ length: size }, (_, at) => g.pad(sum, along(at), along(size - 1 - at)));
    return moved.reduce(g.add);
  }, filter);
}

/** Its transpose, from the gradient of the sums to that of the filter: [KH+t-1,KW+u-1,C,F] to [KH,KW,C,F]. */
export function tileSumsBack(larger: g.Value, tile: g.Tile): g.Value {
  return tile.reduce<g.Value>((sum, size, axis) => {
    const length = sum.shape[axis]! - size + 1;
    const from = (at: number) =>
      g.slice(sum, {
        begin: sum.shape.map((_, i) => (i === axis ? at : 0)),
        end: sum.shape.map((dim, i) => (i === axis ? at + length : dim)),
      });
    return Array.from({ length: size }, (_, at) => from(at)).reduce(g.add);
  }, larger);
}
