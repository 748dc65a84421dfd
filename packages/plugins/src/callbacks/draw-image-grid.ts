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

/** Light greys behind what is not opaque. */
const squares = [255, 204] as const;
const greyOf = (byte: number): Colour => [Math.round(byte), Math.round(byte), Math.round(byte)];

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
 * Shapes     values [N,H,W,C] in `range`; values beyond it are clipped. C = 1 is grey, 2 grey with opacity, 3 colour, 4 colour with
 *            opacity: as in PNG files. What is not opaque shows a pattern of squares. Of more channels the mean is grey.
 */
export function paintSamples({ values, shape }: Samples, [low, high]: readonly [number, number]): Painter {
  const [height, width, channels] = shape as readonly [number, number, number];
  const byteAt = (index: number): number =>
    Math.round(255 * Math.min(1, Math.max(0, (values[index]! - low) / (high - low))));
  return (sample, y, x) => {
    const at = ((sample * height + y) * width + x) * channels;
    const bytes = Array.from({ length: channels }, (_, channel) => byteAt(at + channel));
    if (channels > 4) return greyOf(bytes.reduce((sum, byte) => sum + byte, 0) / channels);
    const colour: Colour = channels < 3 ? greyOf(bytes[0]!) : [bytes[0]!, bytes[1]!, bytes[2]!];
    if (channels % 2 === 1) return colour;
    const opacity = bytes.at(-1)! / 255;
    const behind = squares[(Math.floor(y / 4) + Math.floor(x / 4)) % 2]!;
    const over = (byte: number): number => Math.round(byte * opacity + behind * (1 - opacity));
    return [over(colour[0]), over(colour[1]), over(colour[2])];
  };
}
