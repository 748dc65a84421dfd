import type { LoggedImage } from '@ganx/core/plugin';

export type Colour = readonly [red: number, green: number, blue: number];

/** An RGB picture to draw on, for pictures that callbacks write. */
export class Canvas {
  readonly #rgb: Uint8Array;

  constructor(
    readonly width: number,
    readonly height: number,
    background: Colour,
  ) {
    this.#rgb = new Uint8Array(3 * width * height);
    this.fill(0, 0, width, height, background);
  }

  /** A filled rectangle; what lies outside the picture is cut off. */
  fill(left: number, top: number, width: number, height: number, [red, green, blue]: Colour): void {
    for (let y = Math.max(0, top); y < Math.min(this.height, top + height); y++) {
      for (let x = Math.max(0, left); x < Math.min(this.width, left + width); x++) {
        const at = 3 * (y * this.width + x);
        this.#rgb[at] = red;
        this.#rgb[at + 1] = green;
        this.#rgb[at + 2] = blue;
      }
    }
  }

  /** A line of one pixel's width, both ends included. */
  line([x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number], colour: Colour): void {
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
    for (let i = 0; i <= steps; i++) {
      this.fill(
        Math.round(x0 + ((x1 - x0) * i) / steps),
        Math.round(y0 + ((y1 - y0) * i) / steps),
        1,
        1,
        colour,
      );
    }
  }

  async png(): Promise<LoggedImage> {
    // Loaded when a picture is written: its native library takes longer to load than a spec takes to check.
    const { default: sharp } = await import('sharp');
    const png = await sharp(this.#rgb, { raw: { width: this.width, height: this.height, channels: 3 } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    return { png, width: this.width, height: this.height };
  }
}
