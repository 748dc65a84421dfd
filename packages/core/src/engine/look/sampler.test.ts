import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Built } from '../build/built.js';
import type { Network } from '../network/network.js';
import { initialise } from '../state/state.js';
import { tinySpec, withPlan } from '../testing/experiment.fixture.js';
import { openSampler, sampleBatch } from './sampler.js';

const sampling = (changes: Parameters<typeof tinySpec>[0], use: (built: Built) => Promise<void>) =>
  withPlan(tinySpec(changes), async ({ built }) => {
    initialise(built);
    await use(built);
  });

describe('the sampler', () => {
  it('gives the same samples for the same stream name, whatever was drawn in between', () =>
    sampling({}, async (built) => {
      const sampler = openSampler(built);
      const first = await sampler.sample({ count: 20, stream: 'grid' });
      built.streams.stream('latents').normal(new Float32Array(100));
      expect(await sampler.sample({ count: 20, stream: 'grid' })).toEqual(first);
      expect((await sampler.sample({ count: 20, stream: 'other' })).values).not.toEqual(first.values);
      expect(first).toMatchObject({ count: 20, shape: [2] });
      expect(built.streams.save()).toEqual({ latents: 50 });
    }));

  it('a sample does not depend on how many are asked for', () =>
    sampling({}, async (built) => {
      const sampler = openSampler(built);
      const many = await sampler.sample({ count: sampleBatch([2]) + 37, stream: 's' });
      const few = await sampler.sample({ count: 5, stream: 's' });
      for (const [i, x] of few.values.entries()) expect(many.values[i]).toBeCloseTo(x, 6);
      expect(many.values).toHaveLength(2 * (sampleBatch([2]) + 37));
    }));

  it('draws classes as the training examples have them, or those with examples alike, or as it is told', () =>
    sampling({ conditioning: { type: 'labels' } }, async (built) => {
      const counts = [190, 10];
      const drawn = async (draw: 'data' | 'uniform', of = counts) => {
        const { labels } = await openSampler(built, { draw, counts: of }).sample({ count: 40, stream: 's' });
        return [0, 1].map((label) => labels!.filter((y) => y === label).length);
      };
      expect(await drawn('data')).toEqual([38, 2]);
      expect(await drawn('uniform')).toEqual([20, 20]);
      expect(await drawn('uniform', [0, 7])).toEqual([0, 40]);
      expect(openSampler(built, { draw: 'data', counts })).toMatchObject({
        classes: 'data',
        classShares: [0.95, 0.05],
      });
    }));

  it('of data that nothing is known of draws every class alike, or takes the labels it is given', () =>
    sampling({ conditioning: { type: 'labels' } }, async (built) => {
      const sampler = openSampler(built);
      expect(sampler.conditional).toBe(true);
      const { labels } = await sampler.sample({ count: 21, stream: 's' });
      expect([...labels!].filter((y) => y === 1)).toHaveLength(10);
      expect([...labels!]).not.toEqual([...labels!].sort());
      const asked = Int32Array.of(1, 1, 0);
      const latents = new Float32Array(9);
      const made = await sampler.sample({ count: 3, stream: 's', labels: asked, latents });
      expect(made.labels).toEqual(asked);
      // The same latents: only the class can tell them apart.
      expect(made.values.slice(0, 2)).toEqual(made.values.slice(2, 4));
      expect(made.values.slice(0, 2)).not.toEqual(made.values.slice(4, 6));
    }));

  it('uses the averaged weights where there are any', () =>
    sampling({ ema: { decay: 0.9, rampUp: 0.05, startIteration: 0 } }, async (built) => {
      const sampler = openSampler(built);
      expect(sampler.weights).toBe('ema');
      const before = await sampler.sample({ count: 3, stream: 's' });
      const shift = (network: Network) => {
        const bias = network.weights.at(-1)!.variable;
        bias.assign(tf.add(bias, 1) as never);
      };
      shift(built.generator.network);
      expect(await sampler.sample({ count: 3, stream: 's' })).toEqual(before);
      shift(built.average!);
      const after = await sampler.sample({ count: 3, stream: 's' });
      for (const [i, x] of before.values.entries()) expect(after.values[i]).toBeCloseTo(x + 1, 5);
    }));

  it('refuses latents or labels that do not match the count', () =>
    sampling({ conditioning: { type: 'labels' } }, async (built) => {
      const sampler = openSampler(built);
      await expect(sampler.sample({ count: 3, stream: 's', latents: new Float32Array(5) })).rejects.toThrow(
        /latents of 9 values, not 5/,
      );
      await expect(sampler.sample({ count: 3, stream: 's', labels: new Int32Array(2) })).rejects.toThrow(
        /3 labels, not 2/,
      );
    }));
});
