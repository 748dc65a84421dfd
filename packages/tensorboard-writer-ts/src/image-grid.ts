import { isCount, shapeError, valueError } from './summary.js';

export interface ImageGridOptions {
  /** Size of one image. */
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colour, 4 colour and opacity. Default 1. */
  readonly channels?: number;
  /** Images in a row. Default: the square root of their number, rounded up. */
  readonly columns?: number;
  /** Black pixels between the images. Default 0. */
  readonly gap?: number;
  /** The values that stand for black and white, for pixels that are not bytes. Default [0, 1]. */
  readonly range?: readonly [black: number, white: number];
  /** Effort of the PNG compression from 0 to 9. Default 1. */
  readonly level?: number;
}

/**
 * Lays images out in rows, as one image of bytes.
 *
 * Shapes     pixels is [N, height, width, channels] flat; the result is [rows*height, columns*width, channels] and gaps
 * Range      values outside are clipped; NaN is black
 */
export function layOutGrid(
  place: string,
  pixels: Uint8Array | Float32Array | Float64Array | readonly number[],
  options: ImageGridOptions,
): {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
} {
  const { width, height, channels = 1, gap = 0, range = [0, 1] } = options;
  if (!isCount(width) || !isCount(height) || !isCount(channels)) {
    throw shapeError(place, `images of ${height}x${width}x${channels}`, 'positive sizes');
  }
  if (!Number.isSafeInteger(gap) || gap < 0)
    throw valueError(`${place}, gap`, gap, 'a number of pixels, 0 or more');
  const size = width * height * channels;
  const count = pixels.length / size;
  if (!isCount(count)) {
    throw shapeError(
      place,
      `${pixels.length} numbers`,
      `a positive multiple of ${height}x${width}x${channels}`,
    );
  }
  const columns = Math.min(count, options.columns ?? Math.ceil(Math.sqrt(count)));
  if (!isCount(columns)) throw valueError(`${place}, columns`, columns, 'a number of images, 1 or more');
  const [black, white] = range;
  if (!(Number.isFinite(black) && Number.isFinite(white) && white > black)) {
    throw valueError(`${place}, range`, `${black} to ${white}`, 'two finite numbers, the first one smaller');
  }
  const rows = Math.ceil(count / columns);
  const gridWidth = columns * width + (columns - 1) * gap;
  const gridHeight = rows * height + (rows - 1) * gap;
  const stride = width * channels;
  const grid = new Uint8Array(gridWidth * gridHeight * channels);
  const factor = 255 / (white - black);
  for (let n = 0; n < count; n++) {
    const left = (n % columns) * (width + gap);
    const top = Math.floor(n / columns) * (height + gap);
    for (let y = 0; y < height; y++) {
      const from = n * size + y * stride;
      const to = ((top + y) * gridWidth + left) * channels;
      if (pixels instanceof Uint8Array) {
        grid.set(pixels.subarray(from, from + stride), to);
        continue;
      }
      for (let i = 0; i < stride; i++) grid[to + i] = shadeOf((pixels[from + i]! - black) * factor);
    }
  }
  return { pixels: grid, width: gridWidth, height: gridHeight, channels };
}

/**
 * The nearest whole number from 0 to 255; 0 for NaN. Without a branch for what is a little outside: backgrounds of samples waver about
 * black, and a branch that cannot be foreseen costs more than all else here.
 */
function shadeOf(value: number): number {
  if (!(Math.abs(value) < 2 ** 30)) return value > 0 ? 255 : 0;
  const shade = (value + 0.5) | 0;
  return (shade & ~(shade >> 31)) | (((255 - shade) >> 31) & 255);
}
