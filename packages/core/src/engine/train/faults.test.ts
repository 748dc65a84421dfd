import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import {
  type AnyComponent,
  defineAugmentation,
  defineBalance,
  defineCallback,
  defineDataset,
  defineLayer,
  defineLogger,
  defineLoss,
  defineMetric,
  defineOptimizer,
  defineRegularizer,
  defineStoppingRule,
  type RunEvent,
} from '../../plugin/index.js';
import { openCheckpoint } from '../../run/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import { resume, run, tinySpec } from '../testing/experiment.fixture.js';
import { fixtureRegistry } from '../testing/plugin.fixture.js';

/** Throws in one place, once, when armed. */
class Trap {
  armed = false;
  constructor(
    readonly hook: string,
    readonly when: () => boolean = () => true,
  ) {}
  spring(hook: string): void {
    if (!this.armed || hook !== this.hook || !this.when()) return;
    this.armed = false;
    throw new Error('sprung');
  }
}

const spec = tinySpec({
  checkpoint: { every: 3, keepLast: 3 },
  metrics: [{ type: 'trapped', every: 2 }],
  stop: { any: [{ type: 'iterations', max: 9 }, { type: 'trapped' }] },
  balance: { type: 'trapped' },
  optimizers: {
    generator: { type: 'trapped' },
    discriminator: { type: 'momentum', learningRate: 0.05, decay: 0.5 },
  },
  callbacks: [{ type: 'trapped', every: 4 }],
  logging: [
    { type: 'lines', every: 1 },
    { type: 'trapped', every: 1 },
  ],
});

function components(trap: Trap): AnyComponent[] {
  const about = { type: 'trapped', description: 'A trap.', examples: [{ type: 'trapped' }] } as const;
  const events: RunEvent['type'][] = [
    'run-start',
    'iteration-start',
    'balance',
    'discriminator-step',
    'generator-step',
    'iteration',
    'evaluation',
    'checkpoint',
    'best',
    'verdict',
    'run-end',
  ];
  return [
    defineCallback({
      ...about,
      create: () => ({
        on: Object.fromEntries(events.map((type) => [type, () => trap.spring(`callback ${type}`)])),
        tick: () => trap.spring('callback tick'),
        save: () => {
          trap.spring('callback save');
          return null;
        },
      }),
    }),
    defineMetric({
      ...about,
      measures: () => [{ name: 'trapped', goal: 'minimize' }],
      create: () => ({
        evaluate: async () => {
          trap.spring('metric evaluate');
          return [{ name: 'trapped', value: 1, goal: 'minimize', provenance: {} }];
        },
      }),
    }),
    defineStoppingRule({
      ...about,
      create: () => ({
        decide: () => {
          trap.spring('stopping-rule decide');
          return undefined;
        },
      }),
    }),
    defineBalance({
      ...about,
      create: () => ({
        next: ({ turn }) => {
          trap.spring('balance next');
          const first = turn.discriminatorSteps === 0;
          return { phase: first ? 'discriminator' : 'generator', endsIteration: !first, reason: 'by turns' };
        },
      }),
    }),
    defineOptimizer({
      ...about,
      create: () => ({
        slots: {},
        scalars: () => {
          trap.spring('optimizer scalars');
          return { learningRate: 0.05 };
        },
        update: ({ parameter, gradient }) => ({
          parameter: tf.sub(parameter, tf.mul(gradient, 0.05)),
          slots: {},
        }),
      }),
    }),
    defineLogger({
      ...about,
      open: () => ({
        scalars: () => trap.spring('logger scalars'),
        event: () => trap.spring('logger event'),
        flush: () => trap.spring('logger flush'),
        close: () => trap.spring('logger close'),
      }),
    }),
  ];
}

const bytesOf = ({ read }: Awaited<ReturnType<typeof run>>) =>
  ['metrics.jsonl', 'checkpoints/00000009/weights.safetensors'].map((file) => read(file).toString('base64'));

describe('a plugin that throws is named with its hook, and the run goes on from its last good checkpoint', () => {
  it.each([
    ['callback run-start', 0],
    ['callback iteration-start', 4],
    ['callback balance', 4],
    ['callback discriminator-step', 4],
    ['callback generator-step', 4],
    ['callback iteration', 5],
    ['callback evaluation', 6],
    ['callback checkpoint', 6],
    ['callback best', 2],
    ['callback verdict', 9],
    ['callback run-end', 9],
    ['callback tick', 4],
    ['callback save', 3],
    ['metric evaluate', 6],
    ['stopping-rule decide', 5],
    ['balance next', 4],
    ['optimizer scalars', 4],
    ['logger scalars', 5],
    ['logger event', 4],
    ['logger flush', 3],
  ])('%s at iteration %i', async (name, iteration) => {
    const kind = name.split(' ')[0]!;
    let counted = -1;
    // What happens inside an iteration happens while the one before is the last that is complete.
    const trap = new Trap(name, () => counted >= iteration);
    const onEvent = (event: RunEvent) => {
      if ('counters' in event) counted = event.counters.iteration;
      else if (event.type === 'run-start') counted = 0;
    };
    const registry = fixtureRegistry(...components(trap));
    const whole = await run(spec, { registry });
    trap.armed = true;
    const failed = await run(spec, { registry, onEvent });
    expect(failed.result).toMatchObject({ status: 'failed', exitCode: 3, verdict: { type: 'failed' } });
    const { error, verdict } = failed.result;
    expect(error).toMatchObject({ component: `${kind} trapped`, code: 'GANX_PLUGIN_THREW' });
    expect(name.startsWith('logger') || name === 'callback run-end' || error!.iteration !== undefined).toBe(
      true,
    );
    expect(verdict.reason).toBe(error!.message);
    expect(error!.message).toContain(`The ${kind} trapped failed in its hook "`);
    expect(error!.message).toContain('sprung');
    expect(trap.armed).toBe(false);
    const rest = await resume(failed.result, spec, { registry });
    expect(rest.result.status).toBe('finished');
    expect(bytesOf(rest)).toEqual(bytesOf(whole));
  });
});

describe('a plugin that returns NaN is named with its hook and the iteration', () => {
  const about = { description: 'Turns to NaN.', examples: [{ type: 'nan' }] } as const;
  /** Values that hold a NaN from the n-th batch on. */
  const nanFrom = (iteration: number, read: (values: Float32Array) => void) => {
    let reads = 0;
    return (values: Float32Array) => {
      read(values);
      if (++reads >= iteration) values[3] = Number.NaN;
    };
  };
  const info = { shape: [2], dtype: 'float32', size: 64 } as const;
  const nan = (x: tf.Tensor) => tf.mul(x, Number.NaN);
  const game = (real: tf.Tensor, fake: tf.Tensor) => tf.sub(tf.mean(fake), tf.mean(real)) as tf.Scalar;
  const components: AnyComponent[] = [
    defineLoss({
      ...about,
      type: 'nan',
      create: () => ({
        discriminator: (real, fake) => nan(game(real, fake)) as tf.Scalar,
        generator: (fake) => tf.neg(tf.mean(fake)) as tf.Scalar,
        opinion: (score) => score,
        threshold: 0,
      }),
    }),
    defineLoss({
      ...about,
      type: 'nan-generator',
      create: () => ({
        discriminator: game,
        generator: (fake) => nan(tf.mean(fake)) as tf.Scalar,
        opinion: (score) => score,
        threshold: 0,
      }),
    }),
    defineRegularizer({
      ...about,
      type: 'nan',
      create: () => ({ discriminator: ({ real }) => nan(tf.mean(real.examples)) as tf.Scalar }),
    }),
    defineAugmentation({ ...about, type: 'nan', create: () => ({ apply: (real) => nan(real) }) }),
    defineLayer({ ...about, type: 'nan', create: () => new NanLayer({}) }),
    defineDataset({
      ...about,
      type: 'nan',
      describe: async () => info,
      load: async () => {
        const read = nanFrom(5, (values) => values.fill(0.5));
        return {
          info,
          train: { size: 64, read: (_indices, target) => read(target as Float32Array) },
          fingerprint: 'd'.repeat(64),
        };
      },
    }),
    defineOptimizer({
      ...about,
      type: 'nan',
      create: () => ({
        slots: {},
        scalars: (_step, rateFactor) => ({ learningRate: 0.1 * rateFactor }),
        update: ({ parameter }) => ({ parameter: nan(parameter), slots: {} }),
      }),
    }),
    defineOptimizer({
      ...about,
      type: 'nan-rate',
      create: () => ({
        slots: {},
        scalars: (step) => ({ learningRate: step < 4 ? 0.1 : Number.NaN }),
        update: ({ parameter }) => ({ parameter: tf.clone(parameter), slots: {} }),
      }),
    }),
    defineMetric({
      ...about,
      type: 'nan',
      measures: () => [{ name: 'nan', goal: 'minimize' }],
      create: () => ({
        evaluate: async () => [{ name: 'nan', value: Number.NaN, goal: 'minimize', provenance: {} }],
      }),
    }),
  ];
  class NanLayer extends tfl.layers.Layer {
    static readonly className = 'NanLayer';
    override computeOutputShape(shape: tfl.Shape) {
      return shape;
    }
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return nan([inputs].flat()[0]!);
    }
  }
  const registry = fixtureRegistry(...components);
  const data = { type: 'points', size: 200, batchSize: 8, range: [-1, 1] as const, augment: [] };
  const momentum = { type: 'momentum', learningRate: 0.05, decay: 0.5 };

  it.each<[string, Partial<ExperimentSpec>, object, RegExp]>([
    [
      "a loss, in the discriminator's step",
      { loss: { type: 'nan' } },
      { component: 'loss nan', hook: 'discriminator' },
      /^the discriminator's loss is NaN at discriminator step 1; the loss nan gave it in its hook "discriminator" at iteration 1, where the mean opinions were \S+ of real and \S+ of generated examples; the first tensor that is not finite: discriminator\/\S+ holds NaN$/,
    ],
    [
      "a loss, in the generator's step",
      { loss: { type: 'nan-generator' } },
      { component: 'loss nan-generator', hook: 'generator' },
      /^the generator's loss is NaN at generator step 1; the loss nan-generator gave it in its hook "generator" at iteration 1, where/,
    ],
    [
      'a regularizer',
      { regularizers: [{ type: 'nan', every: 4 }] },
      { component: 'regularizer nan', hook: 'discriminator' },
      /the discriminator's penalty is NaN at discriminator step 1; the regularizer nan gave it in its hook "discriminator" at iteration 1/,
    ],
    [
      'a layer',
      {
        discriminator: {
          layers: [{ type: 'dense', units: 4 }, { type: 'nan' }, { type: 'dense', units: 1 }],
        },
      },
      { component: 'layer nan', hook: 'call' },
      /the layer nan \(discriminator\/01-nan\) gives NaN for numbers that are finite, at iteration 1 with the weights of the last good checkpoint; the first tensor that is not finite: discriminator\/\S+ holds NaN$/,
    ],
    [
      'a layer of the generator',
      {
        generator: { layers: [{ type: 'dense', units: 2 }, { type: 'nan' }] },
        conditioning: { type: 'labels' },
      },
      { component: 'layer nan', hook: 'call' },
      /the layer nan \(generator\/01-nan\) gives NaN for numbers that are finite/,
    ],
  ])('%s: the verdict says so', async (_who, changes, blamed, reason) => {
    const { result } = await run(tinySpec(changes), { registry });
    expect(result).toMatchObject({ exitCode: 5, verdict: { type: 'diverged', ...blamed, iteration: 1 } });
    expect(result.verdict.reason).toMatch(reason);
    // The state before it is there to go on from.
    expect(openCheckpoint(result.folder).iteration).toBe(0);
  });

  it.each<[string, Partial<ExperimentSpec>, number, object, string]>([
    [
      'a dataset',
      { data: { ...data, type: 'nan' } },
      4,
      { code: 'GANX_DATA_NOT_FINITE', component: 'dataset nan', hook: 'read', iteration: 5 },
      'value 1 of example 1 of the batch is NaN',
    ],
    [
      'an augmentation',
      { data: { ...data, augment: [{ type: 'nan' }] } },
      3,
      { code: 'GANX_PLUGIN_NOT_FINITE', component: 'augmentation nan', hook: 'apply', iteration: 1 },
      'made NaN of examples that are finite',
    ],
    [
      'an optimizer, for its learning rate',
      { optimizers: { generator: { type: 'nan-rate' }, discriminator: momentum } },
      3,
      { code: 'GANX_PLUGIN_SCALAR', component: 'optimizer nan-rate', hook: 'scalars', iteration: 4 },
      'gives learningRate = NaN for update 4',
    ],
  ])('%s: the run fails, also where it might roll back', async (_who, changes, exitCode, error, message) => {
    const rollBack = { max: 2, learningRateFactor: 0.5 };
    for (const spec of [tinySpec(changes), ...(exitCode === 4 ? [tinySpec({ ...changes, rollBack })] : [])]) {
      const { result } = await run(spec, { registry });
      expect(result).toMatchObject({ status: 'failed', exitCode, error, verdict: { type: 'failed' } });
      expect(result.verdict.reason).toContain(message);
      expect(result.rollBacks).toEqual([]);
    }
  });

  it('an optimizer, for weights: the first of them is named', async () => {
    const optimizers = { generator: { type: 'nan' }, discriminator: momentum };
    const { result } = await run(tinySpec({ optimizers, checkpoint: { every: 1, keepLast: 1 } }), {
      registry,
    });
    expect(result).toMatchObject({ exitCode: 5, verdict: { type: 'diverged', iteration: 1 } });
    expect(result.verdict.reason).toBe('generator/00-dense/kernel holds NaN after iteration 1');
  });

  it('a metric: the run goes on, warned, and no best comes from it', async () => {
    const { result, events } = await run(tinySpec({ metrics: [{ type: 'nan', every: 4 }] }), { registry });
    expect(result).toMatchObject({ exitCode: 0, best: null });
    expect(events.filter(({ type }) => type === 'warning')).toMatchObject(
      [4, 8, 10].map((iteration) => ({
        code: 'GANX_METRIC_NOT_FINITE',
        message: `The metric nan gave NaN for nan in its hook "evaluate" at iteration ${iteration}. It counts as no measurement: no best checkpoint comes from it.`,
      })),
    );
  });
});

describe('numbers that are not finite', () => {
  const fragile = (changes: Partial<ExperimentSpec> = {}) =>
    tinySpec({
      optimizers: {
        generator: { type: 'momentum', learningRate: 0.05, decay: 0.5 },
        discriminator: { type: 'momentum', learningRate: 1e38, decay: 0.5 },
      },
      checkpoint: { every: 1, keepLast: 3 },
      ...changes,
    });

  it('end the run, name the first tensor that holds one, and keep the last good checkpoint', async () => {
    const { result, json } = await run(fragile());
    expect(result).toMatchObject({ status: 'finished', exitCode: 5, verdict: { type: 'diverged' } });
    expect(result.verdict.reason).toMatch(
      /^the \w+'s \w+ is (NaN|-?Infinity) at \w+ step \d+; the layer dense \(\S+\) gives -?Infinity for numbers that are finite, .*; the first tensor that is not finite: \S+ holds (NaN|-?Infinity)$/,
    );
    const { last } = json('checkpoints/index.json') as { last: string };
    expect(Number(last)).toBeLessThan(result.verdict.iteration);
    await expect(resume(result, fragile())).rejects.toMatchObject({ code: 'GANX_RESUME_DIVERGED' });
  });
});
