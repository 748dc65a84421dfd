import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CallbackContext, LoggedImage, Probe, Samples } from '@ganx/core/plugin';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../testing/scratch-folder.js';
import { adviceMaps } from './advice-maps.js';
import { gradientHistograms } from './gradient-histograms.js';

interface Recorded {
  readonly scalars: Record<string, number>;
  readonly histograms: Record<string, Float32Array>;
  readonly images: Record<string, LoggedImage>;
  readonly artifacts: string[];
  readonly warnings: string[];
}

/** A context whose probe has these samples and this advice. */
function contextOf(
  shape: readonly number[],
  values: readonly number[],
  advice: readonly number[],
): CallbackContext & { readonly recorded: Recorded } {
  const recorded: Recorded = { scalars: {}, histograms: {}, images: {}, artifacts: [], warnings: [] };
  const count = values.length / shape.reduce((a, b) => a * b, 1);
  const gradient = (name: string) => ({ name, shape: [2], values: Float32Array.of(3, 4) });
  const probe: Probe = {
    fake: { values: Float32Array.from(values), count, shape },
    advice: Float32Array.from(advice),
    gradients: {
      generator: [gradient('generator/kernel')],
      discriminator: [gradient('discriminator/kernel'), gradient('discriminator/bias')],
    },
  };
  const real: Samples = { values: Float32Array.of(-1, -1, 1, 1), count: 2, shape: [2] };
  const context = {
    folder: scratchFolder(),
    counters: { iteration: 20 },
    range: [-1, 1],
    data: { train: { size: 2 } },
    examples: () => real,
    probe: async () => probe,
    log: {
      scalars: (made: Record<string, number>) => Object.assign(recorded.scalars, made),
      histogram: (tag: string, made: Float32Array) => (recorded.histograms[tag] = made),
      image: (tag: string, image: LoggedImage) => (recorded.images[tag] = image),
    },
    artifact: (path: string, description: string) => recorded.artifacts.push(`${path}: ${description}`),
    warn: (code: string) => recorded.warnings.push(code),
  };
  return { ...(context as unknown as CallbackContext), recorded };
}
const options = { samples: 16, columns: 2, scale: 1, gap: 0, size: 64 };

async function pixelsOf({ png, width }: LoggedImage): Promise<(x: number, y: number) => number[]> {
  const raw = await sharp(png).raw().toBuffer();
  return (x, y) => [...raw.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
}

describe('advice-maps', () => {
  test('draws each sample beside its advice: red to grow, blue to shrink, white for no matter', async () => {
    // Two samples of 1 x 3; the loss falls where a pixel moves against its slope.
    const context = contextOf([1, 3, 1], [1, -1, 0, -1, -1, -1], [-2, 1, 0, 0, 0, 2]);
    await adviceMaps.create(options).tick!(context);
    const { images, artifacts, scalars } = context.recorded;
    expect(readdirSync(join(context.folder, 'samples'))).toEqual(['advice-00000020.png']);
    expect(artifacts).toEqual(['samples/advice-00000020.png: advice at iteration 20, full colour is 2.00']);
    expect(scalars['advice/scale']).toBe(2);
    expect(scalars['advice/norm']).toBeCloseTo((Math.sqrt(5) + 2) / 2);
    const image = images.advice!;
    expect([image.width, image.height]).toEqual([12, 1]);
    expect(image.description).toContain('`advice/scale`');
    const at = await pixelsOf(image);
    const row = Array.from({ length: 12 }, (_, x) => at(x, 0));
    const [black, grey, white] = [
      [0, 0, 0],
      [128, 128, 128],
      [255, 255, 255],
    ];
    const [red, blue, paleBlue] = [
      [178, 24, 43],
      [33, 102, 172],
      [144, 179, 214],
    ];
    expect(row).toEqual([
      ...[white, black, grey],
      ...[red, paleBlue, white],
      ...[black, black, black],
      ...[white, white, blue],
    ]);
  });

  test('the channels of a pixel count together, and advice of zero is all white', async () => {
    const coloured = contextOf([1, 1, 3], [0, 0, 0], [-1, -1, 1]);
    await adviceMaps.create(options).tick!(coloured);
    expect(coloured.recorded.scalars['advice/scale']).toBe(1);
    const none = contextOf([1, 1, 1], [0], [0]);
    await adviceMaps.create(options).tick!(none);
    expect(none.recorded.scalars).toEqual({ 'advice/norm': 0, 'advice/scale': 0 });
    expect((await pixelsOf(none.recorded.images.advice!))(1, 0)).toEqual([255, 255, 255]);
  });

  test('shows as many samples as the batch has where it asks for more', async () => {
    const context = contextOf([1, 1, 1], [0, 0, 0], [1, 1, 1]);
    await adviceMaps.create({ ...options, columns: 1 }).tick!(context);
    expect(context.recorded.images.advice).toMatchObject({ width: 2, height: 3 });
    const fewer = contextOf([1, 1, 1], [0, 0, 0], [1, 1, 1]);
    await adviceMaps.create({ ...options, samples: 2, columns: 1 }).tick!(fewer);
    expect(fewer.recorded.images.advice).toMatchObject({ width: 2, height: 2 });
  });

  test('draws points with arrows the way that their loss falls', async () => {
    const context = contextOf([2], [0, 0], [-3, 0]);
    await adviceMaps.create(options).tick!(context);
    expect(context.recorded.scalars['advice/scale']).toBe(3);
    const image = context.recorded.images.advice!;
    const at = await pixelsOf(image);
    // The point is in the middle; its arrow goes right by a tenth of the plot's 48 pixels.
    expect(at(32, 31)).toEqual([178, 24, 43]);
    expect(at(36, 31)).toEqual([33, 102, 172]);
    expect(at(28, 31)).toEqual([255, 255, 255]);
    expect(at(40, 31)).toEqual([255, 255, 255]);
  });

  test('advice that is not finite gives a warning and no picture', async () => {
    const context = contextOf([1, 1, 1], [0], [NaN]);
    await adviceMaps.create(options).tick!(context);
    expect(context.recorded.warnings).toEqual(['GANX_ADVICE_NUMBERS']);
    expect(context.recorded.images).toEqual({});
    expect(context.recorded.scalars['advice/norm']).toBeNaN();
  });
});

describe('gradient-histograms', () => {
  test('logs each gradient, its norm, and the norm of each network', async () => {
    const context = contextOf([1, 1, 1], [0], [0]);
    await gradientHistograms.create({}).tick!(context);
    const { histograms, scalars } = context.recorded;
    expect(Object.keys(histograms).sort()).toEqual([
      'gradients/discriminator/bias',
      'gradients/discriminator/kernel',
      'gradients/generator/kernel',
    ]);
    expect(scalars).toEqual({
      'gradient-norm/generator/kernel': 5,
      'gradient-norm/generator': 5,
      'gradient-norm/discriminator/kernel': 5,
      'gradient-norm/discriminator/bias': 5,
      'gradient-norm/discriminator': Math.sqrt(50),
    });
  });
});
