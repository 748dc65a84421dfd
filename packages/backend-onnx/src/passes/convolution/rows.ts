import * as g from '../../graph/index.js';

/**
 * Convolutions row by row, channels last. A row of the result is a sum of matrix products, one per row of the filter
 * that lies inside the image, each [B*OW, KW*C] by [KW*C, F]. Against one product over all patches this skips the rows
 * of padding (a sixth of the work of a 5x5 filter on 7x7), keeps the operands in the cache, and cuts each patch row once
 * instead of once per filter row. The patch rows of an image are the same for the forward pass and for the filter's
 * gradient, so common subexpressions compute them once.
 */

type Shape4 = [number, number, number, number];

interface Columns {
  /** First column that each tap reads, before padding. */
  starts: readonly number[];
  count: number;
  stride: number;
}

/**
 * Row i of x as patches along the width: [B,H,W,C] to [B*count, taps*C]. One Gather per row picks whole pixels, all
 * channels at once; a pixel of zeros behind the image stands for the columns outside it.
 */
function patchRows(
  x: g.Value,
  rows: ReadonlySet<number>,
  { starts, count, stride }: Columns,
): Map<number, g.Value> {
  const [batch, height, width, channels] = x.shape as Shape4;
  const columns = Array.from({ length: count }, (_, at) => starts.map((start) => start + at * stride)).flat();
  const outside = columns.some((column) => column < 0 || column >= width);
  const image = g.reshape(x, [batch, height * width, channels]);
  const pixels = outside ? g.concat([image, g.splat(0, [batch, 1, channels], x.type)], 1) : image;
  const patches = new Map<number, g.Value>();
  for (const row of rows) {
    const indices = columns.map((column) =>
      column < 0 || column >= width ? height * width : row * width + column,
    );
    const picked = g.gather(pixels, g.int32s(indices), 1);
    patches.set(row, g.reshape(picked, [batch * count, starts.length * channels]));
  }
  return patches;
}

/** Pairs (row of x, row of the filter) that make row `o` of the result. */
function contributions(
  o: number,
  kernel: number,
  height: number,
  geometry: g.ConvGeometry,
): { i: number; k: number }[] {
  return Array.from({ length: kernel }, (_, k) => ({
    i: o * geometry.strides[0] + k * geometry.dilations[0] - geometry.pads[0],
    k,
  })).filter(({ i }) => i >= 0 && i < height);
}

function forwardColumns(kw: number, ow: number, geometry: g.ConvGeometry): Columns {
  const starts = Array.from({ length: kw }, (_, j) => j * geometry.dilations[1] - geometry.pads[1]);
  return { starts, count: ow, stride: geometry.strides[1] };
}

function usedRows(oh: number, kh: number, height: number, geometry: g.ConvGeometry): Set<number> {
  const rows = new Set<number>();
  for (let o = 0; o < oh; o++) for (const { i } of contributions(o, kh, height, geometry)) rows.add(i);
  return rows;
}

function filterRow(filter: g.Value, k: number): g.Value {
  const [, kw, c, f] = filter.shape as Shape4;
  return g.reshape(g.slice(filter, { begin: [k, 0, 0, 0], end: [k + 1, kw, c, f] }), [kw * c, f]);
}

export function convByRows(
  x: g.Value,
  filter: g.Value,
  geometry: g.ConvGeometry,
  outShape: g.Shape,
  epilogue = g.NO_EPILOGUE,
): g.Value {
  const [batch, oh, ow, f] = outShape as Shape4;
  const [kh, kw] = filter.shape as Shape4;
  const height = x.shape[1]!;
  const patches = patchRows(x, usedRows(oh, kh, height, geometry), forwardColumns(kw, ow, geometry));
  const filters = Array.from({ length: kh }, (_, k) => filterRow(filter, k));
  const rows = Array.from({ length: oh }, (_, o) => {
    let sum = epilogue.bias;
    for (const { i, k } of contributions(o, kh, height, geometry))
      sum = g.matMulAdd(patches.get(i)!, filters[k]!, sum);
    const whole = g.expand(sum ?? g.scalar(0), [batch * ow, f]); // a row of padding alone has no products
    return g.reshape(g.activate(whole, epilogue), [batch, 1, ow, f]);
  });
  return g.concat(rows, 1);
}

export function filterGradByRows(
  x: g.Value,
  dy: g.Value,
  geometry: g.ConvGeometry,
  filterShape: g.Shape,
): g.Value {
  const [kh, kw, c, f] = filterShape as Shape4;
  const [batch, oh, ow] = dy.shape as Shape4;
  const height = x.shape[1]!;
  const patches = patchRows(x, usedRows(oh, kh, height, geometry), forwardColumns(kw, ow, geometry));
  const sums = new Array<g.Value | null>(kh).fill(null);
  for (let o = 0; o < oh; o++) {
    const line = g.reshape(g.slice(dy, { begin: [0, o, 0, 0], end: [batch, o + 1, ow, f] }), [batch * ow, f]);
    for (const { i, k } of contributions(o, kh, height, geometry)) {
      sums[k] = g.matMulAdd(patches.get(i)!, line, sums[k]!, { transposeA: true });
    }
  }
  const rows = sums.map((sum) =>
    sum ? g.reshape(sum, [1, kw, c, f]) : g.splat(0, [1, kw, c, f], 'float32'),
  );
  return g.concat(rows, 0);
}

/**
 * The same for what flows back to x. With stride s the columns of x fall into s phases, each reached by every s-th
 * column of the filter: each phase is a convolution of dy with stride 1, and no product with an inserted zero is made.
 */
export function inputGradByRows(
  dy: g.Value,
  filter: g.Value,
  geometry: g.ConvGeometry,
  xShape: g.Shape,
  epilogue = g.NO_EPILOGUE,
): g.Value {
  const [batch, height, width, c] = xShape as Shape4;
  const [kh, kw, , f] = filter.shape as Shape4;
  const [, oh] = dy.shape as Shape4;
  const [sh, sw] = geometry.strides;
  const [top, left] = geometry.pads;
  const count = Math.ceil(width / sw);
  const turned = g.transpose(filter, [0, 1, 3, 2]); // [KH,KW,F,C]
  const allRows = new Set(Array.from({ length: oh }, (_, o) => o));

  const phases = Array.from({ length: sw }, (_, phase) => {
    const first = (phase + left) % sw;
    const taps = Array.from(
      { length: Math.max(0, Math.ceil((kw - first) / sw)) },
      (_unused, t) => first + t * sw,
    );
    if (taps.length === 0) return null;
    const starts = taps.map((tap) => (phase + left - tap) / sw);
    const patches = patchRows(dy, allRows, { starts, count, stride: 1 });
    const filters = Array.from({ length: kh }, (_unused, k) => {
      const part = g.slice(turned, {
        begin: [k, first, 0, 0],
        end: [k + 1, taps.at(-1)! + 1, f, c],
        step: [1, sw, 1, 1],
      });
      return g.reshape(part, [taps.length * f, c]);
    });
    return { patches, filters };
  });

  const rows = Array.from({ length: height }, (_, h) => {
    const parts = phases.map((phase) => {
      let sum = epilogue.bias;
      for (let k = (h + top) % sh; phase && k < kh; k += sh) {
        const o = (h + top - k) / sh;
        if (o >= 0 && o < oh) sum = g.matMulAdd(phase.patches.get(o)!, phase.filters[k]!, sum);
      }
      const whole = g.expand(sum ?? g.scalar(0), [batch * count, c]); // a phase that no tap reaches has no products
      return g.activate(whole, epilogue);
    });
    return g.reshape(g.concat(parts, 1), [batch, 1, count * sw, c]); // phases interleave: [B,1,count,sw*C]
  });
  const whole = g.concat(rows, 1);
  return g.slice(whole, { begin: [0, 0, 0, 0], end: [batch, height, width, c] });
}
