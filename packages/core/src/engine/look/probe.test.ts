import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Dataset, Probe } from '../../plugin/index.js';
import { type CallbackContext, defineCallback } from '../../plugin/index.js';
import type { Plan } from '../api.js';
import { initialise } from '../state/state.js';
import { run, tinySpec, withPlan } from '../testing/experiment.fixture.js';
import { fixtureRegistry } from '../testing/plugin.fixture.js';
import { openProbe } from './probe.js';

const size = 40;
/** Points on two sides; the labels come in blocks, and class 0 has a quarter of the examples. */
const dataset = {
  train: {
    size,
    labels: Int32Array.from({ length: size }, (_, i) => (i >= 30 ? 0 : 1)),
    read(indices: Int32Array, target: Float32Array) {
      for (const [i, index] of indices.entries()) target.set([Math.sin(index), Math.cos(index)], 2 * i);
    },
  },
} as unknown as Dataset;
const probeOnce = ({ built }: Plan): Promise<Probe> => {
  initialise(built);
  return openProbe(built, dataset, () => 0)();
};

describe('a probe', () => {
  it("gives each sample's advice: the slope of its own loss, by finite differences", () =>
    withPlan(tinySpec(), async (plan) => {
      const { fake, advice } = await probeOnce(plan);
      expect([fake.count, fake.values.length, advice.length]).toEqual([8, 16, 16]);
      const { model } = plan.built.discriminator.network;
      const lossAt = (values: Float32Array) =>
        tf.tidy(() => tf.softplus(tf.neg(model.apply(tf.tensor2d(values, [8, 2])) as tf.Tensor)).dataSync());
      const step = 1e-2;
      for (let i = 0; i < advice.length; i++) {
        const [up, down] = [fake.values.slice(), fake.values.slice()];
        up[i]! += step;
        down[i]! -= step;
        const sample = i >> 1;
        const slope = (lossAt(up)[sample]! - lossAt(down)[sample]!) / (2 * step);
        expect(advice[i]).toBeCloseTo(slope, 2);
      }
    }));

  it('gives the gradients that the steps descend', () =>
    withPlan(tinySpec(), async (plan) => {
      const { fake, gradients } = await probeOnce(plan);
      const { generator, discriminator } = plan.built;
      const real = new Float32Array(16);
      dataset.train.read(
        Int32Array.from({ length: 8 }, (_, i) => 5 * i),
        real,
      );
      const D = (x: tf.Tensor) => discriminator.network.model.apply(x) as tf.Tensor;
      const expected = {
        discriminator: tf.variableGrads(() =>
          tf.add(
            tf.mean(tf.softplus(tf.neg(D(tf.tensor2d(real, [8, 2]))))),
            tf.mean(tf.softplus(D(tf.tensor2d(fake.values, [8, 2])))),
          ),
        ).grads,
        generator: tf.variableGrads(() => {
          const z = tf.tensor2d(fake.latents!, [8, 3]);
          return tf.mean(tf.softplus(tf.neg(D(generator.network.model.apply(z) as tf.Tensor)))) as tf.Scalar;
        }).grads,
      };
      for (const [role, { network }] of Object.entries({ generator, discriminator })) {
        const seen = gradients[role as 'generator'];
        expect(seen.map(({ name }) => name)).toEqual(network.weights.map(({ name }) => name));
        for (const [i, { values, shape }] of seen.entries()) {
          const gradient = expected[role as 'generator'][network.weights[i]!.variable.name]!;
          expect(shape).toEqual(gradient.shape);
          for (const [j, value] of gradient.dataSync().entries()) expect(values[j]).toBeCloseTo(value, 5);
          expect(values.some((value) => value !== 0)).toBe(true);
        }
      }
    }));

  it('counts penalties that act on every step, and no lazy ones', async () => {
    const gradientWith = (every: number | undefined) =>
      withPlan(
        tinySpec({ regularizers: every === undefined ? [] : [{ type: 'r1', every }] }),
        async (plan) => (await probeOnce(plan)).gradients.discriminator[0]!.values,
      );
    const plain = await gradientWith(undefined);
    expect(await gradientWith(4)).toEqual(plain);
    expect(await gradientWith(1)).not.toEqual(plain);
  });

  it('asks for classes as often as the data have them, in turn while there are some left', () =>
    withPlan(tinySpec({ conditioning: { type: 'labels' } }), async (plan) => {
      const { fake } = await probeOnce(plan);
      expect([...fake.labels!]).toEqual([0, 1, 0, 1, 1, 1, 1, 1]);
    }));

  it('is the same each time, and made once for all who ask within an iteration', () =>
    withPlan(tinySpec(), async ({ built }) => {
      initialise(built);
      let iteration = 1;
      const probe = openProbe(built, dataset, () => iteration);
      const first = probe();
      expect(probe()).toBe(first);
      iteration = 2;
      expect(probe()).not.toBe(first);
      expect(await probe()).toEqual(await first);
    }));

  it('changes no bit of the training, also where layers draw and keep statistics', async () => {
    const spec = tinySpec({
      conditioning: { type: 'labels' },
      ema: { decay: 0.5, rampUp: 0.05, startIteration: 0 },
      generator: {
        layers: [
          { type: 'dense', units: 8 },
          { type: 'batch-norm' },
          { type: 'relu' },
          { type: 'dense', units: 2 },
        ],
      },
      discriminator: {
        layers: [
          { type: 'dense', units: 8 },
          { type: 'dropout' },
          { type: 'batch-norm' },
          { type: 'dense', units: 1 },
        ],
      },
      regularizers: [{ type: 'r1', every: 1 }],
    });
    const seen: number[] = [];
    const prober = defineCallback({
      type: 'prober',
      description: 'Probes.',
      examples: [{ type: 'prober' }],
      create: () => ({
        on: {},
        async tick({ probe, counters }: CallbackContext) {
          expect((await probe()).advice.some((value) => value !== 0)).toBe(true);
          seen.push(counters.iteration);
        },
      }),
    });
    const plain = await run(spec);
    const probed = await run(
      { ...spec, callbacks: [{ type: 'prober', every: 3 }] },
      { registry: fixtureRegistry(prober) },
    );
    expect(seen).toEqual([3, 6, 9, 10]);
    for (const file of ['checkpoints/00000010/weights.safetensors', 'metrics.jsonl'])
      expect(probed.read(file).equals(plain.read(file))).toBe(true);
  });
});
