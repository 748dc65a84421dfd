import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { defineOptimizer, defineRegularizer, defineSchedule } from '../../plugin/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import { type Ran, resume, run, tinySpec } from '../testing/experiment.fixture.js';
import { fixtureRegistry } from '../testing/plugin.fixture.js';

const number = { description: 'A number.', type: 'number' } as const;
const moving = { ...number, default: 1, 'x-ganx-schedulable': true } as const;

const line = defineSchedule({
  type: 'line',
  description: 'From one number to another.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { from: number, to: number, over: number },
  },
  examples: [{ type: 'line', from: 0, to: 1, over: 10 }],
  create: ({ from, to, over }) => ({
    at: (t) => from! + (to! - from!) * Math.min(1, t / over!),
    range: [Math.min(from!, to!), Math.max(from!, to!)],
  }),
});

/** Keeps scores near 0, and tells the weight that it had. */
const drift = defineRegularizer({
  type: 'drift',
  description: 'Keeps scores near 0.',
  options: { type: 'object', additionalProperties: false, properties: { weight: moving } },
  examples: [{ type: 'drift' }],
  create: ({ weight }) => ({
    stats: { discriminator: ['half', 'fixed'] },
    discriminator: ({ real, answer, value }) => {
      const half = value(weight, (now) => now / 2);
      return {
        loss: tf.mul<tf.Scalar>(tf.mean(tf.square(answer(real).score)), half),
        stats: { half: tf.add(half, 0), fixed: tf.scalar(Number(typeof half === 'number')) },
      };
    },
  }),
});

const descent = defineOptimizer({
  type: 'descent',
  description: 'Gradient descent.',
  options: { type: 'object', additionalProperties: false, properties: { learningRate: moving } },
  examples: [{ type: 'descent' }],
  create: ({ learningRate }) => ({
    slots: {},
    scalars: (_step, factor, now) => ({ learningRate: factor * now(learningRate) }),
    update: ({ parameter, gradient, scalars }) => ({
      parameter: tf.sub(parameter, tf.mul(gradient, scalars.learningRate!)),
      slots: {},
    }),
  }),
});

const registry = () => fixtureRegistry(line, drift, descent);
const schedule = (from: number, to: number, over: number, counter = 'images', start = 0) => ({
  type: 'line',
  from,
  to,
  over,
  counter,
  start,
});
const spec = (weight: number | object, changes: Partial<ExperimentSpec> = {}) =>
  tinySpec({ regularizers: [{ type: 'drift', every: 1, weight: weight as never }], ...changes });
const halves = ({ events }: Ran) =>
  events.flatMap((event) => (event.type === 'discriminator-step' ? [event.stats.terms!['drift/half']!] : []));
const tens = Array.from({ length: 10 }, (_, i) => i);
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

describe('a weight that moves', () => {
  it('has the number of the images seen before each step, mapped on the host, without a new trace', async () => {
    const ran = await run(spec(schedule(2, 0, 40)), { registry: registry() });
    expect(halves(ran)).toEqual(near(tens.map((i) => Math.max(0, 1 - (8 * i) / 40))));
  });

  it('counts what its counter says, from its start', async () => {
    const twice = { balance: { type: 'constant', k: 2 }, stop: { type: 'iterations', max: 3 } };
    const at = async (counter: string, start = 0) =>
      halves(await run(spec(schedule(0, 20, 10, counter, start), twice), { registry: registry() }));
    expect(await at('iterations')).toEqual(near([0, 0, 1, 1, 2, 2]));
    expect(await at('generatorSteps')).toEqual(near([0, 0, 1, 1, 2, 2]));
    expect(await at('discriminatorSteps')).toEqual(near([0, 1, 2, 3, 4, 5]));
    expect(await at('discriminatorSteps', 3)).toEqual(near([0, 0, 0, 0, 1, 2]));
  });

  it('is logged by its place, at the counters of the line; one that is fixed is not', async () => {
    const ran = await run(spec(schedule(2, 0, 160)), { registry: registry() });
    const rows = ran
      .read('metrics.jsonl')
      .toString()
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row));
    expect(rows.map(([, values]) => values['number/regularizers.0.weight'])).toEqual(
      near(tens.map((i) => 2 - (2 * 8 * (i + 1)) / 160)),
    );
    const fixed = await run(spec(2), { registry: registry() });
    expect(fixed.read('metrics.jsonl').toString()).not.toContain('number/');
  });

  it('that stands still trains to the bytes of the number itself, which is a constant of the graph', async () => {
    const weights = ({ read }: Ran) => read('checkpoints/00000010/weights.safetensors').toString('base64');
    const [fixed, still] = [
      await run(spec(0.3), { registry: registry() }),
      await run(spec(schedule(0.3, 0.3, 5)), { registry: registry() }),
    ];
    expect(weights(still)).toBe(weights(fixed));
    const kinds = [fixed, still].map(({ events }) =>
      events.flatMap((e) => (e.type === 'discriminator-step' ? [e.stats.terms!['drift/fixed']] : [])),
    );
    expect(kinds).toEqual([Array(10).fill(1), Array(10).fill(0)]);
  });
});

describe('a learning rate that moves', () => {
  const rates = {
    optimizers: {
      generator: { type: 'descent', learningRate: schedule(0.1, 0, 5, 'generatorSteps') },
      discriminator: { type: 'descent', learningRate: schedule(0, 0.1, 10, 'iterations') },
    },
  } as unknown as Partial<ExperimentSpec>;

  it('is what each step was made with', async () => {
    const { events } = await run(spec(1, rates), { registry: registry() });
    const of = (type: string) =>
      events.flatMap((event) => (event.type === type && 'learningRate' in event ? [event.learningRate] : []));
    expect(of('discriminator-step')).toEqual(near(tens.map((i) => i / 100)));
    expect(of('generator-step')).toEqual(near(tens.map((i) => Math.max(0, 0.1 - i / 50))));
  });

  it('and all else that moves goes on after a resume as if nothing had happened: the same bytes', async () => {
    const all = spec(schedule(2, 0, 70), {
      ...rates,
      ema: {
        decay: 0.999,
        halfLife: schedule(0, 40, 60),
        counter: 'images',
        rampUp: 0,
        startIteration: 0,
      } as never,
    });
    const whole = await run(all, { registry: registry() });
    const interruption = { requested: undefined as string | undefined };
    const half = await run(all, {
      registry: registry(),
      interruption,
      onEvent: (event: Ran['events'][number]) => {
        if (event.type === 'iteration' && event.counters.iteration === 4) interruption.requested = 'SIGTERM';
      },
    });
    expect(half.result.counters.iteration).toBe(4);
    const gone = await resume(half.result, all, { registry: registry() });
    for (const file of ['metrics.jsonl', 'checkpoints/00000010/weights.safetensors'])
      expect(gone.read(file).equals(whole.read(file)), file).toBe(true);
  });
});
