import type { Probe, Samples } from '@ganx/core/plugin';
import type { Canvas, Colour } from './canvas.js';
import { drawCells, type GridLayout, paintSamples } from './draw-image-grid.js';
import { ScatterPlot } from './draw-scatter.js';
import { sumOfSquares } from './norm.js';

const neutral: Colour = [255, 255, 255];
const more: Colour = [178, 24, 43];
const less: Colour = [33, 102, 172];
const arrow: Colour = [33, 102, 172];
const point: Colour = [178, 24, 43];

/** Share of values that lie within full colour: a few extreme pixels must not leave all others pale. */
const shareWithin = 0.99;

/** Length of an arrow at full scale, as a share of the plot. */
const longestArrow = 0.1;

export interface AdvicePicture {
  readonly canvas: Canvas;
  /** The size of advice that has full colour, or a whole arrow; larger ones are cut off there. */
  readonly scale: number;
}

/**
 * Each sample beside the advice for it: red where the generator's loss falls if the pixel grows, blue where it falls if
 * the pixel shrinks, white where it makes no difference. Symmetric around zero, one scale for the whole picture; the channels of a
 * pixel count together.
 */
export function drawAdviceGrid(
  { fake, advice }: Probe,
  range: readonly [number, number],
  count: number,
  layout: GridLayout,
): AdvicePicture {
  const [height, width, channels] = fake.shape as readonly [number, number, number];
  const pixels = height * width;
  const wanted = new Float32Array(count * pixels);
  for (let i = 0; i < wanted.length; i++) {
    for (let c = 0; c < channels; c++) wanted[i]! -= advice[i * channels + c]!;
  }
  const scale = quantile(wanted.map(Math.abs), shareWithin);
  const sample = paintSamples(fake, range);
  const canvas = drawCells(2 * count, fake.shape, { ...layout, columns: 2 * layout.columns }, (cell, y, x) =>
    cell % 2 === 0
      ? sample(cell / 2, y, x)
      : colourOf(wanted[((cell - 1) / 2) * pixels + y * width + x]!, scale),
  );
  return { canvas, scale };
}

/** Generated points (red) among real ones (grey), each with an arrow the way that its loss falls. */
export function drawAdviceArrows({ fake, advice }: Probe, real: Samples, size: number): AdvicePicture {
  const dimensions = fake.shape[0]!;
  const of = (i: number) => advice.subarray(i * dimensions, (i + 1) * dimensions);
  const lengths = Float32Array.from({ length: fake.count }, (_, i) => Math.sqrt(sumOfSquares(of(i))));
  const scale = quantile(lengths, shareWithin);
  const plot = new ScatterPlot(real, size);
  const factor = scale > 0 ? (longestArrow * plot.span) / scale : 0;
  plot.arrows(
    fake,
    (i) => {
      const cut = lengths[i]! > scale ? (factor * scale) / lengths[i]! : factor;
      return [-cut * of(i)[0]!, -cut * (of(i)[1] ?? 0)];
    },
    arrow,
  );
  plot.dots(fake, point, 3);
  return { canvas: plot.canvas, scale };
}

function colourOf(value: number, scale: number): Colour {
  const strength = scale > 0 ? Math.min(1, Math.abs(value) / scale) : 0;
  const end = value > 0 ? more : less;
  return neutral.map((from, i) => Math.round(from + strength * (end[i]! - from))) as unknown as Colour;
}

/** The smallest value that at least `share` of the values do not exceed; 0 when there is none. */
function quantile(values: Float32Array, share: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
