import { appendFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import {
  type AnyComponent,
  defineBalance,
  defineCallback,
  defineConditioning,
  defineDataset,
  defineLayer,
  defineLogger,
  defineLoss,
  defineMetric,
  defineNetwork,
  defineOptimizer,
  definePlugin,
  defineRegularizer,
  defineStoppingRule,
  type OptionsSchema,
  type PropertySchema,
  Registry,
} from '../../plugin/index.js';

const option = <const T extends { readonly [name: string]: PropertySchema }>(
  properties: T,
  required: string[] = [],
) => ({ type: 'object', additionalProperties: false, properties, required }) as const satisfies OptionsSchema;
const integer = (fallback: number) =>
  ({ description: 'A number.', type: 'integer', default: fallback }) as const;
const number = (fallback: number) =>
  ({ description: 'A number.', type: 'number', default: fallback }) as const;

/** Two blobs of points, or tiny images of two grey levels; the class says which. */
const points = defineDataset({
  type: 'points',
  description: 'Two blobs.',
  options: option({ size: integer(200) }),
  examples: [{ type: 'points' }],
  describe: async ({ size }) => ({ shape: [2], dtype: 'float32', size: size!, classes: 2 }),
  async load({ size }, { random }) {
    const values = new Float32Array(2 * size!);
    random.stream('points').normal(values, 0, 0.1);
    const labels = Int32Array.from({ length: size! }, (_, i) => i % 2);
    for (let i = 0; i < values.length; i++) values[i]! += labels[i >> 1]! ? 1 : -1;
    return {
      info: { shape: [2], dtype: 'float32', size: size!, classes: 2 },
      train: {
        size: size!,
        labels,
        read(indices, target) {
          for (const [i, index] of indices.entries())
            target.set(values.subarray(2 * index, 2 * index + 2), 2 * i);
        },
      },
      fingerprint: 'f'.repeat(64),
    };
  },
});

const images = defineDataset({
  type: 'images',
  description: 'Grey squares.',
  examples: [{ type: 'images' }],
  describe: async () => ({ shape: [4, 4, 1], dtype: 'uint8', size: 64 }),
  load: async () => ({
    info: { shape: [4, 4, 1], dtype: 'uint8', size: 64 },
    train: {
      size: 64,
      read(indices, target) {
        for (const [i, index] of indices.entries()) target.fill(4 * index, 16 * i, 16 * i + 16);
      },
    },
    fingerprint: 'e'.repeat(64),
  }),
});

const dense = defineLayer({
  type: 'dense',
  description: 'Dense.',
  options: option(
    {
      units: { description: 'Units.', type: 'integer' },
      bias: { description: 'Bias.', type: 'boolean', default: true },
    },
    ['units'],
  ),
  examples: [{ type: 'dense', units: 4 }],
  create: ({ units, bias }) =>
    tfl.layers.dense({ units: units!, useBias: bias!, kernelInitializer: 'glorotUniform' }),
});
const activation = (type: 'relu' | 'tanh' | 'sigmoid', range?: readonly [number, number]) =>
  defineLayer({
    type,
    description: type,
    examples: [{ type }],
    create: () => tfl.layers.activation({ activation: type }),
    ...(range ? { outputRange: () => range } : {}),
  });
const reshape = defineLayer({
  type: 'reshape',
  description: 'Reshape.',
  options: option({ shape: { description: 'Shape.', type: 'array', items: { type: 'integer' } } }, ['shape']),
  examples: [{ type: 'reshape', shape: [4, 4, 1] }],
  create: ({ shape }) => tfl.layers.reshape({ targetShape: shape as number[] }),
});
const flatten = defineLayer({
  type: 'flatten',
  description: 'Flatten.',
  examples: [{ type: 'flatten' }],
  create: () => tfl.layers.flatten(),
});
const batchNorm = defineLayer({
  type: 'batch-norm',
  description: 'Batch norm.',
  mixesSamples: true,
  examples: [{ type: 'batch-norm' }],
  create: () => tfl.layers.batchNormalization({ momentum: 0.9 }),
});

class Noise extends tfl.layers.Layer {
  static readonly className = 'FixtureNoise';
  constructor(private readonly draw: (shape: readonly number[]) => tf.Tensor) {
    super({});
  }
  override computeOutputShape(shape: tfl.Shape) {
    return shape;
  }
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return kwargs.training ? tf.tidy(() => tf.mul(x, tf.div(this.draw(x.shape), 0.8))) : x.clone();
  }
}
const dropout = defineLayer({
  type: 'dropout',
  description: 'Dropout.',
  examples: [{ type: 'dropout' }],
  create: (_options, { random }) => new Noise((shape) => random.bernoulli(shape, 0.8)),
});
/** One spec entry, several tf layers, nested ones among them; unnamed, as careless authors leave them. */
const block = defineLayer({
  type: 'block',
  description: 'Residual block.',
  options: option({ units: integer(8) }),
  examples: [{ type: 'block' }],
  create:
    ({ units }, { build }) =>
    (x) => {
      const wide = tfl.layers.dense({ units: units! }).apply(x) as tfl.SymbolicTensor;
      const inner = build([{ type: 'dense', units: units! }, { type: 'relu' }], wide, 'body');
      return tfl.layers.add().apply([wide, inner]) as tfl.SymbolicTensor;
    },
});
const broken = defineLayer({
  type: 'broken',
  description: 'Has a bug.',
  examples: [{ type: 'broken' }],
  create: () => (undefined as unknown as { create(): never }).create(),
});

const mlp = defineNetwork({
  type: 'mlp',
  description: 'Dense layers.',
  roles: ['generator', 'discriminator'],
  options: option({ units: integer(16) }),
  examples: [{ type: 'mlp' }],
  layers: ({ units }, { role, exampleShape }) => [
    { type: 'dense', units: units! },
    { type: 'relu' },
    { type: 'dense', units: role === 'discriminator' ? 1 : exampleShape.reduce((a, b) => a * b, 1) },
  ],
});

const none = defineConditioning({
  type: 'none',
  description: 'None.',
  examples: [{ type: 'none' }],
  create: () => ({ conditional: false }),
});
const labels = defineConditioning({
  type: 'labels',
  description: 'Labels beside the input.',
  examples: [{ type: 'labels' }],
  create: () => ({
    conditional: true,
    input: (input, context) =>
      tfl.layers.concatenate().apply([input, context.labels!.input]) as tfl.SymbolicTensor,
  }),
});
const ignored = defineConditioning({
  type: 'ignored',
  description: 'Labels nobody reads.',
  examples: [{ type: 'ignored' }],
  create: () => ({ conditional: true }),
});

const softplus = (x: tf.Tensor) => tf.softplus(x);
const nonSaturating = defineLoss({
  type: 'non-saturating',
  description: 'Non-saturating.',
  options: option({ scale: number(1) }),
  examples: [{ type: 'non-saturating' }],
  create: ({ scale }) => ({
    discriminator: (real, fake) =>
      tf.add(tf.mean(softplus(tf.neg(real))), tf.mean(softplus(fake))) as tf.Scalar,
    generator: (fake) => tf.mul(tf.mean(softplus(tf.neg(fake))), scale!) as tf.Scalar,
    opinion: (score) => tf.sigmoid(score),
    threshold: 0,
  }),
});
const r1 = defineRegularizer({
  type: 'r1',
  description: 'R1.',
  examples: [{ type: 'r1' }],
  create: () => ({
    discriminator: ({ real, critic }) => {
      const slope = tf.grad((x: tf.Tensor) => tf.sum(critic(x).score))(real.examples);
      return tf.mean(tf.sum(tf.square(slope), 1)) as tf.Scalar;
    },
  }),
});
const clip = defineRegularizer({
  type: 'clip',
  description: 'Clipping.',
  examples: [{ type: 'clip' }],
  create: () => ({
    afterUpdate: (weights) => {
      for (const { variable } of weights) variable.assign(tf.clipByValue(variable, -0.05, 0.05) as never);
    },
  }),
});
const momentum = defineOptimizer({
  type: 'momentum',
  description: 'Momentum.',
  options: option({ learningRate: number(0.05), decay: number(0.5) }),
  examples: [{ type: 'momentum' }],
  create: ({ learningRate, decay }) => ({
    slots: { velocity: 0 },
    scalars: (step, rateFactor) => ({ learningRate: (rateFactor * learningRate!) / (1 + step / 1000) }),
    update({ parameter, gradient, slots, scalars }) {
      const velocity = tf.add(tf.mul(slots.velocity!, decay!), gradient);
      return { parameter: tf.sub(parameter, tf.mul(velocity, scalars.learningRate!)), slots: { velocity } };
    },
  }),
});
const constant = defineBalance({
  type: 'constant',
  description: 'k.',
  options: option({ k: integer(1) }),
  examples: [{ type: 'constant' }],
  create: ({ k }) => ({
    next: ({ turn }) =>
      turn.discriminatorSteps < k!
        ? {
            phase: 'discriminator',
            endsIteration: false,
            reason: `step ${turn.discriminatorSteps + 1} of ${k}`,
          }
        : { phase: 'generator', endsIteration: true, reason: 'the discriminator had its steps' },
  }),
});
/** One to three discriminator steps, by how many it made in the last turn: has state. */
const wandering = defineBalance({
  type: 'wandering',
  description: 'Stateful.',
  examples: [{ type: 'wandering' }],
  create() {
    let k = 1;
    return {
      next({ turn }) {
        if (turn.discriminatorSteps < k)
          return { phase: 'discriminator', endsIteration: false, reason: `k is ${k}` };
        k = (k % 3) + 1;
        return { phase: 'generator', endsIteration: true, reason: 'turn over' };
      },
      save: () => k,
      load(state) {
        k = state as number;
      },
    };
  },
});
const endless = defineBalance({
  type: 'endless',
  description: 'Never ends.',
  examples: [{ type: 'endless' }],
  create: () => ({ next: () => ({ phase: 'discriminator', endsIteration: false, reason: 'more' }) }),
});
const iterations = defineStoppingRule({
  type: 'iterations',
  description: 'Budget.',
  options: option({ max: integer(10) }),
  examples: [{ type: 'iterations' }],
  create: ({ max }) => ({
    budget: { counter: 'iteration', max: max! },
    decide: ({ counters }) =>
      counters.iteration >= max! ? { type: 'budget', reason: `${max} iterations` } : undefined,
  }),
});
const fires = defineStoppingRule({
  type: 'fires',
  description: 'Fires with a verdict from an iteration on.',
  options: option({
    at: integer(5),
    verdict: { description: 'Verdict.', type: 'string', default: 'converged' },
  }),
  examples: [{ type: 'fires' }],
  create: ({ at, verdict }) => ({
    decide: ({ counters }) =>
      counters.iteration >= at! ? { type: verdict as 'converged', reason: `fired at ${at}` } : undefined,
  }),
});
/** Distance of the mean sample from the origin; draws from its own stream, so that its state shows in a resume. */
const spread = defineMetric({
  type: 'spread',
  description: 'Mean absolute value.',
  options: option({ samples: integer(32) }),
  examples: [{ type: 'spread' }],
  measures: () => [{ name: 'spread', goal: 'minimize' }],
  create: ({ samples }) => ({
    async evaluate({ sampler, random }) {
      const jitter = new Float32Array(1);
      random.stream('jitter').uniform(jitter);
      const made = await sampler.sample({ count: samples!, stream: 'spread' });
      const value =
        made.values.reduce((sum, x) => sum + Math.abs(x), 0) / made.values.length + jitter[0]! / 1e3;
      return [
        {
          name: 'spread',
          value,
          goal: 'minimize',
          provenance: { samples: samples!, weights: sampler.weights },
        },
      ];
    },
  }),
});
const lines = defineLogger({
  type: 'lines',
  description: 'Lines.',
  examples: [{ type: 'lines' }],
  open(_options, { folder, resumed }) {
    const file = join(folder, 'metrics.jsonl');
    if (resumed !== undefined) truncateSync(file, resumed as number);
    return {
      scalars(counters, values) {
        const kept = Object.entries(values).filter(([tag]) => !tag.startsWith('time/'));
        appendFileSync(file, `${JSON.stringify([counters, Object.fromEntries(kept)])}\n`);
      },
      flush() {},
      close() {},
      save: () => {
        appendFileSync(file, '');
        return statSync(file).size;
      },
    };
  },
});
const quiet = defineCallback({
  type: 'quiet',
  description: 'Does nothing.',
  examples: [{ type: 'quiet' }],
  create: () => ({ on: {} }),
});

/** A registry of tiny components for tests of the engine, with more of the test's own. */
export function fixtureRegistry(...more: AnyComponent[]): Registry {
  return Registry.of(
    definePlugin({
      meta: { name: 'fixtures', version: '1.0.0', ganxApi: '^0.1.0' },
      components: [
        ...[
          points,
          images,
          dense,
          activation('relu'),
          activation('tanh', [-1, 1]),
          activation('sigmoid', [0, 1]),
          reshape,
        ],
        ...[
          flatten,
          batchNorm,
          dropout,
          block,
          broken,
          mlp,
          none,
          labels,
          ignored,
          nonSaturating,
          r1,
          clip,
          momentum,
        ],
        ...[constant, wandering, endless, iterations, fires, spread, lines, quiet, ...more],
      ],
    }),
  );
}
