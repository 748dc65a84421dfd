import type { Samples } from '@ganx/core/plugin';
import { Canvas, type Colour } from './canvas.js';

const background: Colour = [255, 255, 255];
const realColour: Colour = [190, 190, 190];
const fakeColour: Colour = [214, 39, 40];

/** Pixels around the picture's content. */
const margin = 8;

/** Generated points (red) over real ones (grey). */
export function drawScatter(real: Samples, fake: Samples, size: number): Canvas {
  const plot = new ScatterPlot(real, size);
  plot.dots(fake, fakeColour, 2);
  return plot.canvas;
}

/**
 * A scatter plot with real points (grey) in it, by their first two coordinates; points of one dimension lie along their
 * index. The window is that of the real points, widened by a quarter on each side; points beyond it are drawn at its edge.
 *
 * Shapes     values [N,D].
 */
export class ScatterPlot {
  readonly canvas: Canvas;
  /** What the picture's content spans in either direction. */
  readonly span: number;
  readonly #centre: readonly [number, number];

  constructor(
    real: Samples,
    readonly size: number,
  ) {
    const [x, y] = [window(real, 0), window(real, 1)];
    this.span = Math.max(x.span, y.span);
    this.#centre = [x.centre, y.centre];
    this.canvas = new Canvas(size, size, background);
    this.dots(real, realColour, 3);
  }

  dots(samples: Samples, colour: Colour, dot: number): void {
    for (let i = 0; i < samples.count; i++) {
      const at = this.pixel(coordinate(samples, i, 0), coordinate(samples, i, 1));
      if (at) this.canvas.fill(at[0] - (dot >> 1), at[1] - (dot >> 1), dot, dot, colour);
    }
  }

  /** A line from each point by its [dx, dy]. */
  arrows(samples: Samples, move: (index: number) => readonly [number, number], colour: Colour): void {
    for (let i = 0; i < samples.count; i++) {
      const [x, y] = [coordinate(samples, i, 0), coordinate(samples, i, 1)];
      const [dx, dy] = move(i);
      const [from, to] = [this.pixel(x, y), this.pixel(x + dx, y + dy)];
      if (from && to) this.canvas.line(from, to, colour);
    }
  }

  private pixel(x: number, y: number): [number, number] | undefined {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return undefined;
    const place = (value: number, centre: number): number => {
      const position = 0.5 + (value - centre) / this.span;
      return margin + Math.round(Math.min(1, Math.max(0, position)) * (this.size - 2 * margin));
    };
    return [place(x, this.#centre[0]), this.size - 1 - place(y, this.#centre[1])];
  }
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
