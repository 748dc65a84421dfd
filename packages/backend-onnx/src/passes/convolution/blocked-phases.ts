import * as g from '../../graph/index.js';
import { channelBlock } from '../../session/channel-block.js';
import { blockedImage, blockedTaps, convOfBlocks } from './blocked.js';

/**
 * What a strided convolution passes back to its input. With stride s the pixels of x fall into s * s phases, each reached by every
 * s-th tap of the filter along either axis: each phase is a convolution of dy with stride 1, by blocked kernels, and no product with
 * an inserted zero is made. One Gather of blocks puts the phases together and channels last.
 */

type Shape4 = [number, number, number, number];

/** One phase along one axis: the taps that reach it and the padding that dy needs before and after. */
interface Phase {
  first: number;
  taps: number;
  before: number;
  after: number;
}

function phasesAlong(
  axis: 0 | 1,
  { strides, pads }: g.ConvGeometry,
  { kernel, from, to }: { kernel: number; from: number; to: number },
): Phase[] {
  const stride = strides[axis];
  const places = Math.ceil(to / stride);
  return Array.from({ length: stride }, (_, phase) => {
    const first = (phase + pads[axis]) % stride;
    const taps = Math.ceil((kernel - first) / stride);
    const before = taps - 1 - (phase + pads[axis] - first) / stride;
    return { first, taps, before, after: places - from + taps - 1 - before };
  });
}

function phasesOf(geometry: g.ConvGeometry, dy: g.Shape, filter: g.Shape, x: g.Shape): [Phase[], Phase[]] {
  const along = (axis: 0 | 1) =>
    phasesAlong(axis, geometry, { kernel: filter[axis]!, from: dy[axis + 1]!, to: x[axis + 1]! });
  return [along(0), along(1)];
}

/** Whether every phase has taps and no padding is negative. */
export function fallsIntoPhases(geometry: g.ConvGeometry, dy: g.Shape, filter: g.Shape, x: g.Shape): boolean {
  const phases = phasesOf(geometry, dy, filter, x).flat();
  return phases.every(({ taps, before, after }) => taps > 0 && before >= 0 && after >= 0);
}

export function inputGradByPhases(
  dy: g.Value,
  filter: g.Value,
  geometry: g.ConvGeometry,
  xShape: g.Shape,
  epilogue = g.NO_EPILOGUE,
): g.Value {
  const [batch, height, width, c] = xShape as Shape4;
  const kw = filter.shape[1]!;
  const [down, across] = geometry.strides;
  const [oh, ow] = [Math.ceil(height / down), Math.ceil(width / across)];
  const block = channelBlock();
  const blocks = c / block;
  const image = blockedImage(dy);
  const [rows, columns] = phasesOf(geometry, dy.shape, filter.shape, xShape);
  const parts = rows.flatMap((row) =>
    columns.map((column) => {
      const taps: number[] = [];
      for (let i = row.taps - 1; i >= 0; i--)
        for (let j = column.taps - 1; j >= 0; j--)
          taps.push((row.first + i * down) * kw + column.first + j * across);
      const filters = blockedTaps(filter, taps, [row.taps, column.taps]);
      const pads: g.ConvGeometry['pads'] = [row.before, column.before, row.after, column.after];
      const part = convOfBlocks(image, filters, { ...geometry, strides: [1, 1], pads }, [oh, ow], epilogue);
      return g.reshape(part, [batch, blocks * oh * ow, block]);
    }),
  );
  const places: number[] = [];
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++) {
      const phase = (i % down) * across + (j % across);
      const pixel = Math.floor(i / down) * ow + Math.floor(j / across);
      for (let k = 0; k < blocks; k++) places.push((phase * blocks + k) * oh * ow + pixel);
    }
  return g.reshape(g.gather(g.concat(parts, 1), g.int32s(places), 1), xShape);
}
