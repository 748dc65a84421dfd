import type { Samples } from '@ganx/core/plugin';
import { Canvas, type Colour } from './canvas.js';

const background: Colour = [255, 255, 255];
const realColour: Colour = [190, 190, 190];
const fakeColour: Colour = [214, 39, 40];

/** Pixels around the picture's content. */
const margin = 8;

/**
 * Generated points (red) over real ones (grey), by their first two coordinates; points of one dimension lie along their
 * index. The window is that of the real points, widened by a quarter on each side; points beyond it are drawn at its edge.
 *
 * Shapes     values [N,D] in both.
 */
export function drawScatter(real: Samples, fake: Samples, size: number): Canvas {
  const x = window(real, 0);
  const y = window(real, 1);
  const span = Math.max(x.span, y.span);
  const canvas = new Canvas(size, size, background);
  const place = (value: number, centre: number): number => {
    const position = 0.5 + (value - centre) / span;
    return margin + Math.round(Math.min(1, Math.max(0, position)) * (size - 2 * margin));
  };
  const draw = (samples: Samples, colour: Colour, dot: number): void => {
    for (let i = 0; i < samples.count; i++) {
      const [px, py] = [coordinate(samples, i, 0), coordinate(samples, i, 1)];
      if (!Number.isFinite(px) || !Number.isFinite(py)) continue;
      canvas.fill(
        place(px, x.centre) - (dot >> 1),
        size - 1 - place(py, y.centre) - (dot >> 1),
        dot,
        dot,
        colour,
      );
    }
  };
  draw(real, realColour, 3);
  draw(fake, fakeColour, 2);
  return canvas;
}

function coordinate({ values, shape, count }: Samples, index: number, axis: number): number {
  const dimensions = shape[0]!;
  return axis < dimensions ? values[index * dimensions + axis]! : index / count;
}

function window(samples: Samples, axis: number): { centre: number; span: number } {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < samples.count; i++) {
    const value = coordinate(samples, i, axis);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { centre: (low + high) / 2, span: 1.5 * (high - low) || 1 };
}
