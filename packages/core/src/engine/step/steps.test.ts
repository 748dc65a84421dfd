import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { atStart, numbersAt } from '../../plugin/index.js';
import type { Built } from '../build/built.js';
import { initialise } from '../state/state.js';
import { tinySpec, withPlan } from '../testing/experiment.fixture.js';
import { averageDecay } from './generator-step.js';

const batch = 8;
const now = numbersAt(atStart);
const examples = { shape: [batch, 2], data: Float32Array.from({ length: 2 * batch }, (_, i) => Math.sin(i)) };
const values = (built: Built, which: 'generator' | 'discriminator', of = (name: string) => name !== '') =>
  new Map(
    built[which].network.weights
      .filter(({ name }) => of(name))
      .map(({ name, variable }) => [name, Array.from(variable.dataSync())]),
  );
const latents = (built: Built, n: number) => {
  const z = new Float32Array(n * 3);
  built.streams.stream('latents').normal(z);
  return tf.tensor2d(z, [n, 3]);
};
const stepD = async (built: Built, n = 0) => {
  built.discriminator.scalars.values = built.discriminator.optimizer.value.scalars(n + 1, 1, now);
  const { stats } = await built.discriminatorStep.at(n).run({ examples } as never);
  return stats;
};
const stepG = async (built: Built, decay?: number) => {
  const rates = built.generator.optimizer.value.scalars(1, 1, now);
  built.generator.scalars.values = decay === undefined ? rates : { ...rates, [averageDecay]: decay };
  return (await built.generatorStep.at(0).run({} as never)).stats;
};
const dense = (units: number) => ({ type: 'dense', units });

describe('the discriminator step', () => {
  it('moves each weight against the gradient of the loss, as plain TensorFlow.js does', () =>
    withPlan(tinySpec(), async ({ built }) => {
      initialise(built);
      const { network } = built.discriminator;
      const z = latents(built, batch);
      built.streams.load({});
      const real = tf.tensor(examples.data, [batch, 2]);
      const fake = built.generator.network.model.predict(z) as tf.Tensor;
      const score = (x: tf.Tensor) => network.model.apply(x, { training: true }) as tf.Tensor;
      const variables = network.weights.map(({ variable }) => variable);
      const { value, grads } = tf.variableGrads(
        () =>
          tf.add(tf.mean(tf.softplus(tf.neg(score(real)))), tf.mean(tf.softplus(score(fake)))) as tf.Scalar,
        variables,
      );
      const rate = 0.05 / 1.001;
      const expected = network.weights.map(({ variable }) =>
        Array.from(tf.sub(variable, tf.mul(grads[variable.name]!, rate)).dataSync()),
      );
      const stats = await stepD(built);
      expect(stats[0]).toBeCloseTo(value.dataSync()[0]!, 5);
      for (const [i, { variable }] of network.weights.entries()) {
        const seen = Array.from(variable.dataSync());
        for (const [j, x] of seen.entries()) expect(x).toBeCloseTo(expected[i]![j]!, 6);
      }
    }));

  it('leaves the generator alone', () =>
    withPlan(tinySpec(), async ({ built }) => {
      initialise(built);
      const before = values(built, 'generator');
      await stepD(built);
      expect(values(built, 'generator')).toEqual(before);
    }));

  it('gives the same with real and fake as one batch as with two', async () => {
    const weights = async (separately: boolean) =>
      withPlan(tinySpec(), async ({ built }) => {
        initialise(built);
        Object.assign(built.discriminator.network, { mixesSamples: separately });
        const stats = await stepD(built);
        return [...stats, ...[...values(built, 'discriminator').values()].flat()];
      });
    const [one, two] = [await weights(false), await weights(true)];
    for (const [i, x] of one.entries()) expect(x).toBeCloseTo(two[i]!, 5);
  });

  it('tells how real both look and how often it was right', () =>
    withPlan(
      tinySpec({
        discriminator: { layers: [{ type: 'dense', units: 1 }] },
        generator: { layers: [dense(2)] },
      }),
      async ({ built }) => {
        initialise(built);
        // D(x) = 100 x0, G(z) = (-5, 0): wherever the real x0 is above 0, D is right.
        const set = (learner: Built['discriminator'], all: number[][]) => {
          for (const [i, { variable }] of learner.network.weights.entries()) {
            variable.assign(tf.tensor(all[i]!, variable.shape) as never);
          }
        };
        set(built.discriminator, [[100, 0], [0]]);
        set(built.generator, [new Array(6).fill(0), [-5, 0]]);
        const stats = await stepD(built);
        const right = Array.from({ length: batch }, (_, i) => examples.data[2 * i]! > 0).filter(
          Boolean,
        ).length;
        expect(stats[2]).toBeCloseTo(0, 6);
        expect(stats[3]).toBeCloseTo((right + batch) / (2 * batch), 6);
        expect(stats).toHaveLength(4);
      },
    ));

  it('applies a regularizer on every n-th step only', () =>
    withPlan(tinySpec({ regularizers: [{ type: 'r1', every: 3 }] }), async ({ built }) => {
      initialise(built);
      const penalties: (number | undefined)[] = [];
      for (let n = 0; n < 7; n++) penalties.push((await stepD(built, n))[4]);
      expect(penalties.map((p) => p !== undefined && p > 0)).toEqual([
        true,
        false,
        false,
        true,
        false,
        false,
        true,
      ]);
      expect(built.discriminatorStep.at(1)).toBe(built.discriminatorStep.at(2));
      expect(built.discriminatorStep.at(0).stats).toContain('penalty');
      expect(built.discriminatorStep.at(1).stats).not.toContain('penalty');
    }));

  it('constrains the weights after the update', () =>
    withPlan(tinySpec({ regularizers: [{ type: 'clip', every: 1 }] }), async ({ built }) => {
      initialise(built);
      await stepD(built);
      const all = [...values(built, 'discriminator').values()].flat();
      expect(Math.max(...all.map(Math.abs))).toBeCloseTo(0.05, 6);
    }));
});

describe('the generator step', () => {
  it('changes the generator and leaves the discriminator alone', () =>
    withPlan(tinySpec(), async ({ built }) => {
      initialise(built);
      const [g, d] = [values(built, 'generator'), values(built, 'discriminator')];
      const stats = await stepG(built);
      expect(stats).toHaveLength(2);
      expect(values(built, 'generator')).not.toEqual(g);
      expect(values(built, 'discriminator')).toEqual(d);
    }));

  it('keeps a running average of every weight; without decay it is the live weight', () =>
    withPlan(tinySpec({ ema: { decay: 0.75, rampUp: 0.05, startIteration: 0 } }), async ({ built }) => {
      initialise(built);
      const held = () => built.average!.weights.map(({ variable }) => Array.from(variable.dataSync()));
      const live = () => [...values(built, 'generator').values()];
      const start = live();
      expect(held()).toEqual(start);
      await stepG(built, 0.75);
      for (const [i, tensor] of live().entries()) {
        for (const [j, x] of tensor.entries())
          expect(held()[i]![j]).toBeCloseTo(0.75 * start[i]![j]! + 0.25 * x, 6);
      }
      await stepG(built, 0);
      expect(held()).toEqual(live());
    }));
});

describe('statistics of batch norm', () => {
  const spec = tinySpec({
    generator: { layers: [dense(4), { type: 'batch-norm' }, dense(2)] },
    discriminator: { layers: [dense(4), { type: 'batch-norm' }, dense(1)] },
  });
  const moving = (name: string) => name.includes('moving');

  it('move with every pass in training, in both steps', () =>
    withPlan(spec, async ({ built }) => {
      initialise(built);
      for (const step of [stepD, stepG]) {
        for (const which of ['generator', 'discriminator'] as const) {
          const before = values(built, which, moving);
          await step(built);
          expect(values(built, which, moving)).not.toEqual(before);
        }
      }
    }));

  it('do not move when samples are made', () =>
    withPlan(spec, async ({ built }) => {
      initialise(built);
      const before = values(built, 'generator');
      await built.sample({ latents: { shape: [4, 3], data: new Float32Array(12).fill(1) } });
      expect(values(built, 'generator')).toEqual(before);
    }));
});

it('steps leave no tensors behind', () =>
  withPlan(
    tinySpec({
      conditioning: { type: 'none' },
      discriminator: { layers: [dense(4), { type: 'batch-norm' }, { type: 'dropout' }, dense(1)] },
      regularizers: [{ type: 'r1', every: 2 }],
      ema: { decay: 0.9, rampUp: 0.05, startIteration: 0 },
    }),
    async ({ built }) => {
      initialise(built);
      const round = async () => {
        for (let n = 0; n < 2; n++) await stepD(built, n);
        await stepG(built, 0.9);
        await built.sample({ latents: { shape: [4, 3], data: new Float32Array(12) } });
      };
      await round();
      const before = tf.memory();
      for (let i = 0; i < 3; i++) await round();
      expect(tf.memory()).toMatchObject({
        numTensors: before.numTensors,
        numDataBuffers: before.numDataBuffers,
      });
    },
  ));

it('bytes of images arrive scaled to the data range', () =>
  withPlan(
    tinySpec({
      data: { type: 'images', batchSize: 2, range: [-1, 1], augment: [] },
      generator: { layers: [dense(16), { type: 'reshape', shape: [4, 4, 1] }] },
      discriminator: { layers: [{ type: 'flatten' }, dense(1)] },
      loss: { type: 'non-saturating', scale: 1 },
    }),
    async ({ built }) => {
      initialise(built);
      const [kernel, bias] = built.discriminator.network.weights;
      kernel!.variable.assign(tf.fill([16, 1], 1) as never);
      bias!.variable.assign(tf.zeros([1]) as never);
      const data = new Uint8Array(32).fill(255, 16);
      built.discriminator.scalars.values = { learningRate: 0 };
      const { stats } = await built.discriminatorStep
        .at(0)
        .run({ examples: { shape: [2, 4, 4, 1], data } } as never);
      // Black scores -16, white +16: opinions 0 and 1.
      expect(stats[1]).toBeCloseTo(0.5, 5);
    },
  ));
