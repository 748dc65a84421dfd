import type { Dataset, Features, MetricContext, Samples } from '@ganx/core/plugin';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { RandomStreams } from '@ganx/core/engine';
import { classify, extractFeatures } from '@ganx/core/features';
import { describe, expect, test } from 'vitest';
import { fashionMnist } from '../datasets/fashion-mnist.js';
import { mnist } from '../datasets/mnist.js';
import { classifierAgreement } from '../metrics/classifier-agreement.js';
import { loadLenet } from './lenet.js';
import { lenetFashion } from './lenet-fashion.js';
import { lenetMnist } from './lenet-mnist.js';
import { pixels } from './pixels.js';

const context = { directory: '/', exampleShape: [28, 28, 1], random: new RandomStreams(1) };
const range = [-1, 1] as const;

/** The held-out images at these indices, as a sampler would give them. */
function held(data: Dataset, indices: Int32Array): Samples {
  const bytes = new Uint8Array(784 * indices.length);
  data.heldOut!.read(indices, bytes);
  return {
    values: Float32Array.from(bytes, (byte) => byte / 127.5 - 1),
    count: indices.length,
    shape: [28, 28, 1],
    labels: Int32Array.from(indices, (index) => data.heldOut!.labels![index]!),
  };
}

const first = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

describe.each([
  ['lenet-mnist', lenetMnist, mnist, 0.98],
  ['lenet-fashion', lenetFashion, fashionMnist, 0.87],
])('%s', (name, extractor, dataset, share) => {
  test(`tells at least ${share} of 300 held-out images right`, async () => {
    const features = await extractor.load({}, context);
    const samples = held(
      await dataset.load({ validation: 0, validationFrom: 'drawn', validationSeed: 0 }, context),
      first(300),
    );
    const guesses = await classify(features, samples, range);
    const right = guesses.filter((guess, i) => guess === samples.labels![i]).length;
    expect(right / samples.count).toBeGreaterThanOrEqual(share);
    features.dispose();
  });

  test('gives 64 features and its name, and leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    const features = await extractor.load({}, context);
    expect(features).toMatchObject({ size: 64, classes: extractor.classes, identity: { name } });
    expect(extractor.classes).toBe(10);
    const samples = { values: new Float32Array(3 * 784), count: 3, shape: [28, 28, 1] };
    const { values, columns } = await extractFeatures(features, samples, range);
    expect([values.length, columns]).toEqual([3 * 64, 64]);
    features.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('reads nothing but grey images of 28 x 28', () => {
    expect(extractor.accepts([28, 28, 1])).toBe(true);
    expect(extractor.accepts([32, 32, 3])).toMatch(/28 x 28 x 1, not examples of 32 x 32 x 3/);
  });
});

test('weights that are not the published ones are refused', async () => {
  await expect(loadLenet('lenet-mnist', 'f'.repeat(64))).rejects.toMatchObject({
    code: 'GANX_FEATURES_WEIGHTS',
    message: expect.stringMatching(/sha256 [0-9a-f]{64}; expected f{64}/),
  });
  await expect(loadLenet('lenet-nothing', '')).rejects.toMatchObject({
    code: 'GANX_FEATURES_WEIGHTS',
    message: expect.stringContaining('ENOENT'),
  });
});

test('values beyond the range are clipped before an extractor sees them', async () => {
  const identity = await pixels.load({}, { ...context, exampleShape: [1, 1, 3] });
  const samples = { values: Float32Array.of(-3, 0, 3), count: 1, shape: [1, 1, 3] };
  expect([...(await extractFeatures(identity, samples, range)).values]).toEqual([0, 0.5, 1]);
});

describe('classifier-agreement', () => {
  const metric = classifierAgreement.create({ features: { type: 'lenet-mnist' }, samples: 40 });

  async function contextOf(answer: (label: number) => number): Promise<MetricContext> {
    const data = await mnist.load({ validation: 0, validationFrom: 'drawn', validationSeed: 0 }, context);
    const labels = data.heldOut!.labels!;
    const features = await lenetMnist.load({}, context);
    return {
      sampler: {
        weights: 'ema',
        // A generator that answers with held-out digits of the class that `answer` gives.
        sample: async ({ count }: { count: number }) => {
          const asked = Int32Array.from({ length: count }, (_, i) => i % 10);
          const made = held(
            data,
            asked.map((label) => labels.indexOf(answer(label))),
          );
          return { ...made, labels: asked };
        },
      },
      data,
      range,
      features: async () => features,
      seed: 7,
    } as unknown as MetricContext;
  }

  test('is near 1 for real digits of the asked class, with its provenance', async () => {
    const [value] = await metric.evaluate(await contextOf((label) => label));
    expect(value!.value).toBeGreaterThanOrEqual(0.9);
    expect(value).toMatchObject({
      name: 'classifier-agreement',
      goal: 'maximize',
      provenance: {
        samples: 40,
        extractor: 'lenet-mnist',
        extractorSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        weights: 'ema',
        seed: 7,
      },
    });
  });

  test('is the share of classes that agree when the others are confused', async () => {
    const [value] = await metric.evaluate(await contextOf((label) => (label < 5 ? label : 0)));
    expect(value!.value).toBeCloseTo(0.5, 1);
  });

  test('is 0 for a generator whose images are not numbers', async () => {
    const whole = await contextOf((label) => label);
    const sample: MetricContext['sampler']['sample'] = async ({ count }) => ({
      values: new Float32Array(784 * count).fill(Number.NaN),
      count,
      shape: [28, 28, 1],
      labels: new Int32Array(count),
    });
    const [value] = await metric.evaluate({ ...whole, sampler: { ...whole.sampler, sample } });
    expect(value!.value).toBe(0);
  });

  test('an example or a score that is not finite is no guess, whatever the others are', async () => {
    const scores = tf.tensor2d([1, 2, 3, Number.NaN, 2, 1, 1, 2, Number.POSITIVE_INFINITY], [3, 3]);
    const extractor = { classes: 3, logits: () => scores.clone() } as unknown as Features;
    const samples = { values: new Float32Array(3), count: 3, shape: [1] };
    expect([...(await classify(extractor, samples, undefined))]).toEqual([2, -1, -1]);
    const beyond = { ...samples, values: Float32Array.of(Number.POSITIVE_INFINITY, 0, 0) };
    expect([...(await classify(extractor, beyond, undefined))]).toEqual([-1, -1, -1]);
    scores.dispose();
  });

  test('a classifier of other classes, or none, is refused', async () => {
    const whole = await contextOf((label) => label);
    const identity = await pixels.load({}, context);
    await expect(metric.evaluate({ ...whole, features: async () => identity })).rejects.toMatchObject({
      code: 'GANX_METRIC_CLASSES',
    });
    await expect(
      classify(identity, { values: new Float32Array(784), count: 1, shape: [28, 28, 1] }, range),
    ).rejects.toMatchObject({
      code: 'GANX_METRIC_CLASSIFIER',
    });
  });
});
