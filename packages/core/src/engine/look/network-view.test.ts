import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type CallbackContext, defineCallback } from '../../plugin/index.js';
import { initialise } from '../state/state.js';
import { run, tinySpec, withPlan } from '../testing/experiment.fixture.js';
import { fixtureRegistry } from '../testing/plugin.fixture.js';
import { scoreExamples, viewNetwork } from './network-view.js';

/** A callback that looks at both networks at every tick. */
const looker = (look: (context: CallbackContext) => Promise<void>) =>
  fixtureRegistry(
    defineCallback({
      type: 'looker',
      description: 'Looks.',
      examples: [{ type: 'looker' }],
      create: () => ({ on: {}, tick: look }),
    }),
  );

describe('what callbacks see of the networks', () => {
  it('weights are copies by place, and the JSON holds the layers', () =>
    withPlan(tinySpec(), async ({ built }) => {
      initialise(built);
      const view = viewNetwork(built.discriminator.network);
      const [kernel, bias] = await view.weights();
      expect(kernel).toMatchObject({
        name: 'discriminator/00-dense/kernel',
        shape: [2, 8],
        trainable: true,
      });
      expect(bias!.values).toEqual(new Float32Array(8));
      const before = kernel!.values.slice();
      kernel!.values.fill(9);
      expect((await view.weights())[0]!.values).toEqual(before);
      expect(view.modelJson()).toMatchObject({
        config: {
          layers: [
            { name: 'discriminator/examples', output_shape: [null, 2] },
            { name: 'discriminator/00-dense', output_shape: [null, 8] },
            {},
            { output_shape: [null, 1] },
          ],
        },
      });
    }));

  it('scores each example by itself, whatever fills the batch, as the model and the loss do', () =>
    withPlan(tinySpec(), async ({ built }) => {
      initialise(built);
      const count = 1024 + 19;
      const values = Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i));
      const scores = await scoreExamples(built, { values, count, shape: [2] });
      expect(scores).toHaveLength(count);
      const { model } = built.discriminator.network;
      const expected = tf.tidy(() =>
        tf.sigmoid(model.apply(tf.tensor2d(values, [count, 2])) as tf.Tensor).dataSync(),
      );
      for (const [i, score] of scores.entries()) expect(score).toBeCloseTo(expected[i]!, 5);
    }));

  it('a conditional discriminator refuses examples without labels, and hears them', () =>
    withPlan(tinySpec({ conditioning: { type: 'labels' } }), async ({ built }) => {
      initialise(built);
      const examples = { values: new Float32Array(4), count: 2, shape: [2] };
      await expect(scoreExamples(built, examples)).rejects.toThrow('2 examples need 2 labels, not 0');
      const [a, b] = await scoreExamples(built, { ...examples, labels: Int32Array.of(0, 1) });
      expect(a).not.toBe(b);
    }));

  it('looking changes no bit of the training, also where layers draw', async () => {
    const layers = [
      { type: 'dense', units: 8 },
      { type: 'dropout' },
      { type: 'batch-norm' },
      { type: 'dense', units: 1 },
    ];
    const spec = tinySpec({ discriminator: { layers } });
    const seen: number[] = [];
    const registry = looker(async ({ networks, score, sampler, counters }) => {
      const samples = await sampler.sample({ count: 5, stream: 'look' });
      expect(samples.latents).toHaveLength(15);
      expect((await score(samples)).every(Number.isFinite)).toBe(true);
      await networks.generator.weights();
      networks.discriminator.modelJson();
      seen.push(counters.iteration);
    });
    const plain = await run(spec);
    const watched = await run({ ...spec, callbacks: [{ type: 'looker', every: 3 }] }, { registry });
    expect(seen).toEqual([3, 6, 9, 10]);
    const weights = 'checkpoints/00000010/weights.safetensors';
    expect(watched.read(weights).equals(plain.read(weights))).toBe(true);
  });
});
