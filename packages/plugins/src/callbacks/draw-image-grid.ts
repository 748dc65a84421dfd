import type { Samples } from '@ganx/core/plugin';
import { Canvas, type Colour } from './canvas.js';

const background: Colour = [32, 32, 32];

export interface GridLayout {
  readonly columns: number;
  /** Edge of the square that one pixel of a sample becomes. */
  readonly scale: number;
  /** Width of the lines between samples. */
  readonly gap: number;
}

/** Colour of a pixel of one cell of a grid. */
export type Painter = (cell: number, y: number, x: number) => Colour;

/** Samples side by side, row by row. */
export function drawImageGrid(
  samples: Samples,
  range: readonly [number, number],
  layout: GridLayout,
): Canvas {
  return drawCells(samples.count, samples.shape, layout, paintSamples(samples, range));
}

/** Pictures of [height, width, ...] side by side, row by row. */
export function drawCells(
  count: number,
  shape: readonly number[],
  layout: GridLayout,
  paint: Painter,
): Canvas {
  const [height, width] = shape as readonly [number, number];
  const { columns, scale, gap } = layout;
  const rows = Math.ceil(count / columns);
  const cell = { width: width * scale + gap, height: height * scale + gap };
  const canvas = new Canvas(columns * cell.width + gap, rows * cell.height + gap, background);
  for (let index = 0; index < count; index++) {
    const left = gap + (index % columns) * cell.width;
    const top = gap + Math.floor(index / columns) * cell.height;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        canvas.fill(left + x * scale, top + y * scale, scale, scale, paint(index, y, x));
      }
    }
  }
  return canvas;
}

/**
 * Samples as they look.
 *
 * Shapes     values [N,H,W,C] with C = 1 (grey), 3 (colour), or 4 (the fourth channel is left out), in `range`; values beyond it are clipped.
 */
export function paintSamples({ values, shape }: Samples, [low, high]: readonly [number, number]): Painter {
  const [height, width, channels] = shape as readonly [number, number, number];
  const byteAt = (index: number): number =>
    Math.round(255 * Math.min(1, Math.max(0, (values[index]! - low) / (high - low))));
  return (sample, y, x) => {
    const at = ((sample * height + y) * width + x) * channels;
    const red = byteAt(at);
    return channels < 3 ? [red, red, red] : [red, byteAt(at + 1), byteAt(at + 2)];
  };
}
