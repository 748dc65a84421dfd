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

/**
 * Samples side by side, row by row.
 *
 * Shapes     values [N,H,W,C] with C = 1 (grey), 3 (colour), or 4 (the fourth channel is left out), in `range`; values beyond it are clipped.
 */
export function drawImageGrid(
  { values, count, shape }: Samples,
  [low, high]: readonly [number, number],
  layout: GridLayout,
): Canvas {
  const [height, width, channels] = shape as readonly [number, number, number];
  const { columns, scale, gap } = layout;
  const rows = Math.ceil(count / columns);
  const cell = { width: width * scale + gap, height: height * scale + gap };
  const canvas = new Canvas(columns * cell.width + gap, rows * cell.height + gap, background);
  const byteAt = (index: number): number =>
    Math.round(255 * Math.min(1, Math.max(0, (values[index]! - low) / (high - low))));
  for (let sample = 0; sample < count; sample++) {
    const left = gap + (sample % columns) * cell.width;
    const top = gap + Math.floor(sample / columns) * cell.height;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = ((sample * height + y) * width + x) * channels;
        const red = byteAt(at);
        const colour: Colour = channels < 3 ? [red, red, red] : [red, byteAt(at + 1), byteAt(at + 2)];
        canvas.fill(left + x * scale, top + y * scale, scale, scale, colour);
      }
    }
  }
  return canvas;
}
