import type { Dataset, DatasetInfo, FitContext, MetricContext, Samples } from '@ganx/core/plugin';
import '@tensorflow/tfjs-backend-cpu';
import { OptionsError } from '@ganx/core';
import { RandomStreams } from '@ganx/core/engine';
import { describe, expect, test } from 'vitest';
import { parzen } from './parzen.js';

const centers = [0, 1, 2, 3].map((m) => [Math.cos((m * Math.PI) / 2), Math.sin((m * Math.PI) / 2)]);

/** Points at the modes of a ring of four, in turn; `only` names those that are reached. */
function ring(name: string, count: number, deviation = 0.02, only = [0, 1, 2, 3]): Samples {
  const values = new Float32Array(2 * count);
  new RandomStreams(1).stream(name).normal(values, 0, deviation);
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < 2; d++) values[2 * i + d]! += centers[only[i % only.length]!]![d]!;
  }
  return { values, count, shape: [2] };
}

function pick({ values, shape, count }: Samples, indices: Int32Array): Samples {
  const size = values.length / count;
  const rows = [...indices].flatMap((i) => [...values.subarray(i * size, (i + 1) * size)]);
  return { values: Float32Array.from(rows), count: indices.length, shape };
}

interface Given {
  readonly fake: Samples;
  readonly train?: Samples;
  readonly heldOut?: Samples | undefined;
  readonly range?: readonly [number, number];
}

function contextOf({ fake, train = ring('train', 400), heldOut = ring('held', 400), range }: Given) {
  const asked: { split: string; indices: number[] }[] = [];
  const context = {
    sampler: { weights: 'live', sample: async () => fake },
    data: {
      info: {},
      fingerprint: 'abc',
      train: { size: train.count },
      ...(heldOut.count > 0 ? { heldOut: { size: heldOut.count } } : {}),
    } as unknown as Dataset,
    range,
    examples: (split: 'train' | 'heldOut', indices: Int32Array) => {
      asked.push({ split, indices: [...indices] });
      return pick(split === 'train' ? train : heldOut, indices);
    },
    seed: 7,
  } as unknown as MetricContext;
  return { context, asked };
}

const options = { samples: 400, sigma: 0.02, heldOut: 400 };
const choosing = { ...options, sigma: [0.01, 0.1], validation: 100 };
type Options = Parameters<typeof parzen.create>[0];

async function measured(given: Given, changes: Partial<Options> = {}): Promise<Record<string, number>> {
  const values = await parzen.create({ ...options, ...changes }).evaluate(contextOf(given).context);
  return Object.fromEntries(values.map(({ name, value }) => [name.slice('parzen/'.length), value]));
}

describe('parzen', () => {
  test('samples like the data come close to the data, and their likelihood to the true one', async () => {
    const { gap, ...rest } = await measured({ fake: ring('fake', 400) });
    expect(Math.abs(gap!)).toBeLessThan(3 * rest['standard-error']!);
    // Each mode has a quarter of N(center, 2 * 0.02^2): log(1/4) - log(2 pi 2 0.02^2) - 1/2 for infinitely many samples.
    expect(rest['log-likelihood']).toBeCloseTo(-Math.log(4) - Math.log(4 * Math.PI * 0.02 ** 2) - 0.5, 0);
  });

  test('ranks samples of the data above blurred ones, and those above collapsed ones however sharp', async () => {
    const all = await Promise.all([
      measured({ fake: ring('sharp', 400) }),
      measured({ fake: ring('blurred', 400, 0.1) }),
      measured({ fake: ring('one is lost', 400, 0.02, [0, 1, 2]) }),
      measured({ fake: ring('one is left', 400, 0.002, [0]) }),
    ]);
    const order = all.map((one) => one['log-likelihood']!);
    expect([...order].sort((a, b) => b - a)).toEqual(order);
    const gaps = all.map(({ gap }) => gap!);
    expect([...gaps].sort((a, b) => a - b)).toEqual(gaps);
    expect(gaps[2]).toBeGreaterThan(100);
  });

  test('the standard error is the deviation over the tested examples by the root of their number', async () => {
    const at = (...xs: number[]): Samples => ({
      values: Float32Array.from(xs),
      count: xs.length,
      shape: [1],
    });
    const { 'standard-error': error, 'log-likelihood': mean } = await measured(
      { fake: at(0), train: at(0), heldOut: at(0, 2) },
      { sigma: 1 },
    );
    // 0 and -2 beside the constant: mean -1, deviation sqrt(2).
    expect([mean, error]).toEqual([
      expect.closeTo(-1 - 0.5 * Math.log(2 * Math.PI), 12),
      expect.closeTo(1, 12),
    ]);
  });

  test('chooses the width by examples that it does not test', async () => {
    const { context, asked } = contextOf({ fake: ring('fake', 400) });
    const metric = parzen.create({ ...choosing, sigma: [0.001, 0.01, 0.1, 1] });
    const values = await metric.evaluate(context);
    expect(values.find(({ name }) => name === 'parzen/sigma')!.value).toBe(0.01);
    const [tested, choosers, windows] = asked;
    expect([tested!.split, choosers!.split, windows!.split]).toEqual(['heldOut', 'heldOut', 'train']);
    expect(choosers!.indices).toEqual(Array.from({ length: 100 }, (_, i) => 4 * i));
    expect(tested!.indices).toHaveLength(300);
    expect(tested!.indices.filter((index) => choosers!.indices.includes(index))).toEqual([]);
  });

  test('tests examples spread over all that are held out where it was asked for fewer', async () => {
    const { context, asked } = contextOf({ fake: ring('fake', 400) });
    await parzen.create({ ...options, heldOut: 4 }).evaluate(context);
    expect(asked[0]).toEqual({ split: 'heldOut', indices: [0, 100, 200, 300] });
  });

  test('measures images in [0, 1], whatever range the networks see', async () => {
    const images = (scale: number, offset: number): Samples => {
      const values = ring('pixels', 64).values.map((value) => value * scale + offset);
      return { values, count: 8, shape: [4, 4, 1] };
    };
    const inUnit = images(0.1, 0.5);
    const inTanh = images(0.2, 0);
    const of = (samples: Samples, range: readonly [number, number]) =>
      measured({ fake: samples, train: samples, heldOut: samples, range }, { sigma: 0.2 });
    expect((await of(inTanh, [-1, 1]))['log-likelihood']).toBeCloseTo(
      (await of(inUnit, [0, 1]))['log-likelihood']!,
      3,
    );
  });

  test('samples that are not finite give NaN, not an error', async () => {
    const fake = ring('fake', 400);
    fake.values[5] = NaN;
    for (const asked of [options, choosing]) {
      const { sigma: _, ...values } = await measured({ fake }, asked);
      expect(values).toEqual({ 'log-likelihood': NaN, 'standard-error': NaN, gap: NaN });
    }
  });

  test('real data are measured once, and measuring again gives the same', async () => {
    const { context, asked } = contextOf({ fake: ring('fake', 400) });
    const metric = parzen.create(options);
    expect(await metric.evaluate(context)).toEqual(await metric.evaluate(context));
    expect(asked.filter(({ split }) => split === 'train')).toHaveLength(1);
  });

  test('says what the numbers depend on', async () => {
    const common = {
      samples: 400,
      realSamples: 50,
      split: 'heldOut',
      seed: 7,
      stream: 'parzen',
      weights: 'live',
      dataset: 'abc',
    };
    const given = { fake: ring('fake', 400), train: ring('train', 50) };
    const fixed = await parzen.create(options).evaluate(contextOf(given).context);
    expect(fixed.map(({ name, goal }) => ({ name, goal }))).toEqual(parzen.measures(options));
    expect(fixed[0]!.provenance).toEqual({ ...common, tested: 400, sigma: 0.02 });
    const values = await parzen.create(choosing).evaluate(contextOf(given).context);
    expect(values.map(({ name, goal }) => ({ name, goal }))).toEqual(parzen.measures(choosing));
    expect(values[0]!.provenance).toEqual({ ...common, tested: 300, sigmas: '0.01 0.1', validation: 100 });
  });

  test('the published widths are the default', () => {
    const { sigma } = parzen.options!.properties as unknown as { sigma: { default: number[] } };
    expect(sigma.default.map((value) => Math.log10(value))).toEqual(
      Array.from({ length: 10 }, (_, i) => expect.closeTo(i / 9 - 1, 3)),
    );
  });

  test('examples that choose among one width are refused, for they would not be used', () => {
    const message =
      'A single sigma leaves nothing to choose, so validation is not used. Delete it, or give several widths.';
    expect(() => parzen.create({ ...options, validation: 100 })).toThrow(
      new OptionsError('validation', message),
    );
  });

  test.each([
    [
      choosing,
      'validation',
      101,
      'The dataset has 101 held-out examples, 100 of which would choose the width: too few are left to be tested. Let fewer choose, or give one sigma.',
    ],
    [
      options,
      'heldOut',
      1,
      'The dataset has 1 held-out examples: too few are left to be tested. At least 2 are needed.',
    ],
  ])(
    'too few held-out examples are refused, before training and in it',
    async (asked, option, heldOutSize, message) => {
      const context = { info: { heldOutSize } as DatasetInfo } as FitContext;
      expect(parzen.fits!(asked, context)).toEqual({ option, message });
      expect(parzen.fits!(asked, { info: { heldOutSize: heldOutSize + 1 } } as FitContext)).toBeUndefined();
      const given = { fake: ring('fake', 400), heldOut: ring('held', heldOutSize) };
      await expect(parzen.create(asked).evaluate(contextOf(given).context)).rejects.toMatchObject({
        code: 'GANX_METRIC_SPLIT',
        message: `parzen: ${message}`,
      });
    },
  );
});
