import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStreams } from '@ganx/core/engine';
import type { CallbackContext, Dataset, LoggedImage, SampleRequest, Samples } from '@ganx/core/plugin';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../testing/scratch-folder.js';
import { sampleGrid } from './sample-grid.js';

interface Recorded {
  readonly images: { tag: string; image: LoggedImage }[];
  readonly artifacts: string[];
  readonly requests: SampleRequest[];
}

/** A context whose generator paints each sample with the value `paint` gives for its index and class. */
function contextOf(
  folder: string,
  {
    shape,
    classes,
    conditional = false,
  }: { shape: readonly number[]; classes?: number; conditional?: boolean },
  paint: (index: number, label: number) => number,
): CallbackContext & { recorded: Recorded; at(iteration: number): CallbackContext } {
  const size = shape.reduce((a, b) => a * b, 1);
  const recorded: Recorded = { images: [], artifacts: [], requests: [] };
  const samplesOf = (count: number, labels?: Int32Array): Samples => ({
    values: Float32Array.from({ length: count * size }, (_, i) =>
      paint(Math.floor(i / size), labels?.[Math.floor(i / size)] ?? 0),
    ),
    count,
    shape,
    ...(labels ? { labels } : {}),
  });
  const context: CallbackContext = {
    folder,
    data: { info: { shape, ...(classes ? { classes } : {}) }, train: { size: 1000 } } as unknown as Dataset,
    range: shape.length === 3 ? [-1, 1] : undefined,
    sampler: {
      weights: 'ema',
      latentSize: 2,
      conditional,
      sample: async (request) => {
        recorded.requests.push(request);
        return samplesOf(request.count, request.labels);
      },
    },
    examples: (_, indices) => samplesOf(indices.length),
    networks: {} as CallbackContext['networks'],
    score: async () => new Float32Array(),
    probe: () => Promise.reject(new Error('none')),
    features: async () => Promise.reject(new Error('none')),
    random: new RandomStreams(1),
    counters: { iteration: 500, discriminatorSteps: 500, generatorSteps: 500, images: 32000 },
    log: {
      scalars: () => {},
      histogram: () => {},
      text: () => {},
      graph: () => {},
      prCurve: () => {},
      embedding: () => {},
      image: (tag, image) => recorded.images.push({ tag, image }),
    },
    artifact: (path) => recorded.artifacts.push(path),
    warn: () => {},
    budget: undefined,
    stop: () => {},
  };
  return {
    ...context,
    recorded,
    at: (iteration) => ({ ...context, counters: { ...context.counters, iteration } }),
  };
}

const defaults = { columns: 10, scale: 2, gap: 2, points: 2500, size: 512 };
const grid = (options = {}) => sampleGrid.create({ ...defaults, ...options });

async function pixel(path: string, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  const at = info.channels * (y * info.width + x);
  return [...data.subarray(at, at + 3)];
}

describe('sample-grid', () => {
  test('draws one row per class when conditional', async () => {
    const folder = scratchFolder();
    const context = contextOf(
      folder,
      { shape: [2, 3, 1], classes: 3, conditional: true },
      (_, label) => label - 1,
    );
    await grid({ columns: 4, scale: 1, gap: 1 }).tick!(context);
    const path = join(folder, 'samples/00000500.png');
    expect(context.recorded.artifacts).toEqual(['samples/00000500.png']);
    expect([...context.recorded.requests[0]!.labels!]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
    const [{ tag, image }] = context.recorded.images as [Recorded['images'][0]];
    expect({ tag, width: image.width, height: image.height }).toEqual({
      tag: 'samples',
      width: 4 * 4 + 1,
      height: 3 * 3 + 1,
    });
    expect(readFileSync(path).equals(image.png)).toBe(true);
    expect(await Promise.all([1, 4, 7].map((y) => pixel(path, 1, y)))).toEqual([
      [0, 0, 0],
      [128, 128, 128],
      [255, 255, 255],
    ]);
  });

  test('draws rows by columns without classes, colours and clipping included', async () => {
    const folder = scratchFolder();
    const context = contextOf(folder, { shape: [1, 1, 3] }, (index) => index * 4 - 2);
    await grid({ rows: 1, columns: 2, scale: 3, gap: 0 }).tick!(context);
    const path = join(folder, 'samples/00000500.png');
    expect(context.recorded.requests).toEqual([{ count: 2, stream: 'sample-grid' }]);
    expect([await pixel(path, 2, 2), await pixel(path, 3, 0)]).toEqual([
      [0, 0, 0],
      [255, 255, 255],
    ]);
  });

  test.each([
    ['grey with opacity, one quarter of it', [1, -0.5], [255, 255, 255]],
    ['black that is not opaque shows the squares', [-1, -1], [255, 255, 255]],
    ['colour with opacity', [1, -1, -1, 1], [255, 0, 0]],
    ['colour of half opacity', [1, -1, -1, 0], [255, 127, 127]],
    ['the mean of more channels', [1, 1, -1, -1, 0], [128, 128, 128]],
  ])('draws two, four and more channels as what they are: %s', async (_, values, expected) => {
    const folder = scratchFolder();
    const context = contextOf(folder, { shape: [1, 1, values.length] }, () => 0);
    const sample = async () => ({
      values: Float32Array.from(values),
      count: 1,
      shape: [1, 1, values.length],
    });
    Object.assign(context.sampler, { sample });
    await grid({ rows: 1, columns: 1, scale: 1, gap: 0 }).tick!(context);
    const [red, green, blue] = await pixel(join(folder, 'samples/00000500.png'), 0, 0);
    for (const [i, byte] of [red, green, blue].entries())
      expect(Math.abs(byte! - expected[i]!)).toBeLessThan(2);
  });

  test('asks for the same latents at every tick, and equal samples give equal bytes', async () => {
    const folder = scratchFolder();
    const context = contextOf(folder, { shape: [4, 4, 1] }, (index) => Math.sin(index));
    const callback = grid();
    await callback.tick!(context.at(500));
    await callback.tick!(context.at(1000));
    expect(context.recorded.requests[1]).toEqual(context.recorded.requests[0]);
    expect(
      readFileSync(join(folder, 'samples/00001000.png')).equals(
        readFileSync(join(folder, 'samples/00000500.png')),
      ),
    ).toBe(true);
  });

  test('draws an iteration once, also when the end of the run ticks again', async () => {
    const context = contextOf(scratchFolder(), { shape: [4, 4, 1] }, () => 0);
    const callback = grid();
    await callback.tick!(context.at(500));
    await callback.tick!(context.at(500));
    expect(context.recorded.images).toHaveLength(1);
  });

  test('draws points over real points', async () => {
    const folder = scratchFolder();
    const context = contextOf(folder, { shape: [2] }, (index) => index / 100);
    await grid({ points: 100, size: 64 }).tick!(context);
    const path = join(folder, 'samples/00000500.png');
    const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([64, 64]);
    const colours = new Set<string>();
    for (let at = 0; at < data.length; at += info.channels)
      colours.add([...data.subarray(at, at + 3)].join());
    expect([...colours].sort()).toEqual(['190,190,190', '214,39,40', '255,255,255']);
    // The diagonal runs from the lower left to the upper right.
    expect(await pixel(path, 32, 31)).toEqual([214, 39, 40]);
    expect(await pixel(path, 20, 20)).toEqual([255, 255, 255]);
  });

  test('points that are not finite are left out', async () => {
    const folder = scratchFolder();
    const context = contextOf(folder, { shape: [2] }, () => NaN);
    await grid({ points: 10, size: 64 }).tick!(context);
    expect(existsSync(join(folder, 'samples/00000500.png'))).toBe(true);
  });
});
