import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { machineMemory } from '../../machine-memory.js';
import { planError, tinySpec, withPlan } from '../testing/experiment.fixture.js';
import { build } from './build.js';
import { eagerCompute } from './eager-compute.js';

const dense = (units: number) => ({ type: 'dense', units });
const data = (batchSize: number) => ({
  type: 'points',
  size: 200,
  batchSize,
  range: [-1, 1] as const,
  augment: [],
});
const refusal = (path: string, message: RegExp) => ({
  code: 'GANX_SPEC_MEMORY',
  specPath: path,
  message: expect.stringMatching(message),
});

test('a batch that no tensor can hold is refused with the largest that can', async () => {
  // The widest layer gives 8 values: floor((2^31 - 1) / 8) examples.
  expect(await planError(tinySpec({ data: data(2 ** 31) }))).toMatchObject(
    refusal('data.batchSize', /8 values each is 17179869184 values.*to at most 268435455\.$/),
  );
});

test('a layer that no tensor can hold is refused before it takes memory, in both networks at once', async () => {
  await withPlan(tinySpec(), async () => undefined);
  const before = process.memoryUsage();
  const wide = { layers: [dense(2_000_000_000), dense(2)] };
  const error = await planError(
    tinySpec({ generator: wide, discriminator: { layers: [dense(2e9), dense(1)] } }),
  );
  expect(error).toMatchObject({
    errors: [
      refusal('generator.layers.0.units', /weight of shape \[3, 2000000000\], 6000000000 values; .*Lower/),
      refusal('discriminator.layers.0.units', /^Layer 0 \(dense\) of the discriminator has a weight/),
    ],
  });
  const after = process.memoryUsage();
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(1e8);
  expect(tf.memory().numBytes).toBeLessThan(1e6);
});

test('of a wide layer and a small batch the layer is told, with the batch that would fit beside it', async () => {
  const generator = { layers: [dense(600_000_000), dense(2)] };
  expect(await planError(tinySpec({ generator }))).toMatchObject(
    refusal(
      'generator.layers.0.units',
      /Lower generator\.layers\.0\.units, which is 600000000, or lower data\.batchSize to at most 3\.$/,
    ),
  );
});

/** What is told where there are so many bytes. */
const judged = (memory: number, changes = {}) =>
  withPlan(tinySpec(changes), async ({ built: { experiment } }) => {
    try {
      build({ experiment, compute: eagerCompute('cpu'), memory }).dispose();
      return undefined;
    } catch (error) {
      return error;
    }
  });

// Weights: G 3*8+8 + 8*2+2 = 50, D 2*8+8 + 8+1 = 33; one value of momentum beside each.
// One example: latents 3, example 2, G 8 + 8 + 2, D 8 + 8 + 1 = 40 values.
const least = 4 * (2 * (50 + 33) + 8 * 40);

test('weights, optimizers and a batch in all layers together are held against the memory, to the byte', async () => {
  expect(await judged(least)).toBeUndefined();
  expect(await judged(least - 1)).toMatchObject(
    refusal(
      'data.batchSize',
      /at least 1\.9 KB \(weights 332 B, optimizers 332 B, a batch of 8 in all layers 1\.25 KB\).*at most 7\.$/,
    ),
  );
  const averaged = { ema: { decay: 0.9 } };
  expect(await judged(least + 4 * 50, averaged)).toBeUndefined();
  expect(await judged(least + 4 * 50 - 1, averaged)).toMatchObject({ code: 'GANX_SPEC_MEMORY' });
});

test('networks that fit at no batch size are told by their largest layer', async () => {
  expect(await judged(100)).toMatchObject(
    refusal('generator.layers.0.units', /Lower generator\.layers\.0\.units, which is 8\.$/),
  );
});

test('a refused experiment leaves no tensor behind', async () => {
  await judged(100);
  const before = tf.memory().numTensors;
  await judged(100);
  expect(tf.memory().numTensors).toBe(before);
});

test('the machine has some memory', () => {
  expect(machineMemory()).toBeGreaterThan(2 ** 28);
  expect(Number.isSafeInteger(machineMemory())).toBe(true);
});
