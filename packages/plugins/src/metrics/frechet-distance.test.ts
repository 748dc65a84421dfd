import type { Dataset, MetricContext, SampleRequest, Samples } from '@ganx/core/plugin';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { RandomStreams } from '@ganx/core/engine';
import { describe, expect, test } from 'vitest';
import { pixels } from '../features/pixels.js';
import { frechetDistance } from './frechet-distance.js';

const size = 4000;

function points(name: string, shift: number, deviation: number, count: number): Samples {
  const values = new Float32Array(2 * count);
  new RandomStreams(1).stream(name).normal(values, shift, deviation);
  return { values, count, shape: [2] };
}

function contextOf(fake: Samples, real: Samples, { heldOut = true } = {}) {
  const asked: { split: string; indices: Int32Array }[] = [];
  const context = {
    sampler: { weights: 'live', sample: async () => fake },
    data: {
      info: { shape: [2] },
      fingerprint: 'abc',
      train: { size: real.count },
      ...(heldOut ? { heldOut: { size: real.count } } : {}),
    } as unknown as Dataset,
    range: undefined,
    examples: (split: string, indices: Int32Array) => {
      asked.push({ split, indices });
      return { ...real, values: real.values.slice(0, 2 * indices.length), count: indices.length };
    },
    features: async () => pixels.load({}, { exampleShape: [2], directory: '/' }),
    seed: 7,
  } as unknown as MetricContext;
  return { context, asked };
}

const options = { features: { type: 'pixels' }, samples: size, split: 'train' as const };

describe('frechet-distance', () => {
  test('the same examples are at distance 0', async () => {
    const same = points('same', 0, 1, size);
    const [distance] = await frechetDistance.create(options).evaluate(contextOf(same, same).context);
    expect(distance!.value).toBeLessThan(1e-9);
  });

  test('shifted and widened samples are at the distance of their Gaussians', async () => {
    const { context } = contextOf(points('fake', 2, 3, size), points('real', 0, 1, size));
    const [distance] = await frechetDistance.create(options).evaluate(context);
    // Two dimensions, each (2 - 0)^2 + (3 - 1)^2.
    expect(distance!.value / 16).toBeCloseTo(1, 1);
  });

  test('samples that are not finite give NaN, not an error', async () => {
    const broken = { ...points('fake', 0, 1, size), values: new Float32Array(2 * size).fill(NaN) };
    const [distance] = await frechetDistance
      .create(options)
      .evaluate(contextOf(broken, points('real', 0, 1, size)).context);
    expect(distance!.value).toBeNaN();
  });

  test('real statistics are computed once, from examples spread over the split', async () => {
    const { context, asked } = contextOf(points('fake', 0, 1, 100), points('real', 0, 1, size));
    const metric = frechetDistance.create({ ...options, samples: 100, split: 'heldOut' });
    const [first] = await metric.evaluate(context);
    const [second] = await metric.evaluate(context);
    expect(second).toEqual(first);
    expect(asked).toHaveLength(1);
    expect([asked[0]!.split, asked[0]!.indices.length, asked[0]!.indices[1], asked[0]!.indices[99]]).toEqual([
      'heldOut',
      100,
      40,
      3960,
    ]);
  });

  test('says what the number depends on, with the real count where there are fewer', async () => {
    const { context } = contextOf(points('fake', 0, 1, size), points('real', 0, 1, 50));
    const [value] = await frechetDistance.create(options).evaluate(context);
    expect(value).toMatchObject({
      name: 'frechet-distance',
      goal: 'minimize',
      provenance: {
        samples: size,
        realSamples: 50,
        split: 'train',
        extractor: 'pixels',
        extractorSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        seed: 7,
        stream: 'frechet-distance',
        weights: 'live',
        dataset: 'abc',
      },
    });
  });

  test('a class that is named is measured by itself, against the real examples of it', async () => {
    const [real, fake] = [points('real', 0, 1, 600), points('fake', 0, 1, 600)];
    const labels = Int32Array.from({ length: 600 }, (_, i) => (i % 3 === 0 ? 1 : 0));
    const { context, asked } = contextOf(fake, real);
    Object.assign(context.data.train, { labels });
    // Class 1 is made 3 to the right of where it belongs.
    const sample = async ({ labels: wanted }: SampleRequest) =>
      wanted?.[0] === 1 ? { ...fake, values: fake.values.map((value, i) => value + (i % 2 ? 0 : 3)) } : fake;
    Object.assign(context.sampler, { sample });
    const perClass = { ...options, samples: 600, perClass: [0, 1] };
    expect(frechetDistance.measures(perClass).map(({ name }) => name)).toEqual([
      'frechet-distance',
      'frechet-distance/class-0',
      'frechet-distance/class-1',
    ]);
    const [all, zero, one] = await frechetDistance.create(perClass).evaluate(context);
    expect(all!.value).toBeLessThan(0.1);
    expect(zero!.value).toBeLessThan(0.1);
    expect(Math.abs(one!.value - 9)).toBeLessThan(0.5);
    expect(one!.provenance).toMatchObject({ classes: 'only 1', realSamples: 200, samples: 600 });
    expect(asked[2]!.indices.every((index) => labels[index] === 1)).toBe(true);
  });

  test('classes that cannot be measured by themselves are told before training', () => {
    const info = { shape: [2], dtype: 'float32', size: 9, classes: 2 } as const;
    const extractor = () => pixels as never;
    const fits = (conditional: boolean, perClass: number[]) =>
      frechetDistance.fits!({ ...options, perClass }, { info, conditional, extractor })?.message;
    expect(fits(true, [0, 1])).toBeUndefined();
    expect(fits(true, [2])).toMatch(/no class 2: the data has 2/);
    expect(fits(false, [0])).toMatch(/cannot be asked for a class/);
  });

  test('a class with too few training examples is told before training', () => {
    const info = { shape: [2], dtype: 'float32', size: 9, classes: 3, examplesPerClass: [6, 2, 1] } as const;
    const fits = (perClass: number[], split: 'train' | 'heldOut' = 'train') =>
      frechetDistance.fits!(
        { ...options, perClass, split },
        { info: { ...info, heldOutSize: 9 }, conditional: true, extractor: () => pixels as never },
      )?.message;
    expect(fits([0, 1])).toBeUndefined();
    expect(fits([0, 2])).toBe(
      'The split train has 1 example of class 2, and 2 are needed. Leave it out of perClass.',
    );
    // How many of the held-out examples are of a class, nobody has said.
    expect(fits([2], 'heldOut')).toBeUndefined();
  });

  test('held-out data that does not exist is refused', async () => {
    const { context } = contextOf(points('fake', 0, 1, 10), points('real', 0, 1, 10), { heldOut: false });
    await expect(
      frechetDistance.create({ ...options, split: 'heldOut' }).evaluate(context),
    ).rejects.toMatchObject({ code: 'GANX_METRIC_SPLIT' });
  });

  test('leaves no tensors behind', async () => {
    const { context } = contextOf(points('fake', 0, 1, 1200), points('real', 0, 1, 1200));
    const before = tf.memory().numTensors;
    await frechetDistance.create(options).evaluate(context);
    expect(tf.memory().numTensors).toBe(before);
  });
});
