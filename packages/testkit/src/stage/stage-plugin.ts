import { createHash } from 'node:crypto';
import {
  type Dataset,
  type DatasetInfo,
  defineBalance,
  defineConditioning,
  defineDataset,
  defineLayer,
  defineLogger,
  defineLoss,
  defineMetric,
  defineOptimizer,
  definePlugin,
  defineStoppingRule,
  type Plugin,
  type Updated,
  updatesOf,
} from '@ganx/core/plugin';
import { add, mean, mul, neg, type Scalar, sigmoid, softplus, sub, type Tensor } from '@tensorflow/tfjs-core';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Recording } from './recording.js';

const closed = { type: 'object', additionalProperties: false } as const;

/**
 * The plainest component of every kind: what stands around a component under test, so that the real engine can train it
 * without any other plugin. What is logged goes into `recording`.
 */
export function stagePlugin(recording: Recording): Plugin {
  return definePlugin({
    meta: { name: '@ganx/testkit stage', version: '0.0.0', namespace: 'stage', ganxApi: '*' },
    components: [
      data,
      dense,
      flatten,
      readLabels,
      reshape,
      squash,
      unconditional,
      labels,
      loss,
      descent,
      alternate,
      iterations,
      standIn,
      recorder(recording),
    ],
  });
}

const heldOutShare = 0.5;
const deviation = 0.1;

/** Labelled examples of any shape, in a cluster for each class: bytes for images, numbers for points. */
const data = defineDataset({
  type: 'data',
  description: 'Clusters of points or images.',
  options: {
    ...closed,
    properties: {
      shape: { description: 'Shape of an example.', type: 'array', items: { type: 'integer' }, default: [2] },
      classes: { description: 'Number of clusters.', type: 'integer', default: 3 },
    },
  },
  examples: [{ type: 'data' }],
  describe: async ({ shape, classes }) => stageData(shape, classes),
  load: async ({ shape, classes }) => clusters(stageData(shape, classes)),
});

/** What is known of the stage's data. */
export function stageData(shape: readonly number[], classes: number): DatasetInfo {
  const points = shape.length === 1;
  const size = 32 * classes;
  const centers = Array.from({ length: classes }, (_, label) => center(label, shape[0]!));
  return {
    shape,
    dtype: points ? 'float32' : 'uint8',
    size,
    heldOutSize: heldOutShare * size,
    classes,
    ...(points ? { mixture: { centers, deviation } } : {}),
  };
}

const center = (label: number, size: number): number[] =>
  Array.from({ length: size }, (_, d) => Math.cos(2.1 * label + 1.3 * d));

function clusters(info: DatasetInfo): Dataset {
  const classes = info.classes!;
  const size = info.shape.reduce((a, b) => a * b, 1);
  const split = (count: number, from: number) => ({
    size: count,
    labels: Int32Array.from({ length: count }, (_, i) => i % classes),
    read(indices: Int32Array, target: Uint8Array | Float32Array) {
      for (const [at, index] of indices.entries()) {
        const middle = center(index % classes, size);
        for (let d = 0; d < size; d++) {
          const value = middle[d]! + deviation * Math.sin(12.9898 * (index + from) + 78.233 * d);
          target[at * size + d] = info.dtype === 'uint8' ? 127.5 + 100 * value : value;
        }
      }
    },
  });
  return {
    info,
    train: split(info.size, 0),
    heldOut: split(info.heldOutSize!, info.size),
    fingerprint: createHash('sha256').update(JSON.stringify(info)).digest('hex'),
  };
}

const dense = defineLayer({
  type: 'dense',
  description: 'Weighted sums.',
  options: {
    ...closed,
    required: ['units'],
    properties: { units: { description: 'Outputs.', type: 'integer' } },
  },
  examples: [{ type: 'dense', units: 4 }],
  create: ({ units }, { name }) => layers.dense({ name, units, kernelInitializer: 'glorotUniform' }),
});
const flatten = defineLayer({
  type: 'flatten',
  description: 'All values in one row.',
  examples: [{ type: 'flatten' }],
  create:
    (_, { name, inputShape }) =>
    (x) =>
      inputShape.length === 1 ? x : (layers.flatten({ name }).apply(x) as SymbolicTensor),
});
/** Adds something of the labels to a flat input, where there are labels. */
const readLabels = defineLayer({
  type: 'read-labels',
  description: 'Labels added to a flat input.',
  examples: [{ type: 'read-labels' }],
  create:
    (_, { name, inputShape, labels: given }) =>
    (x) => {
      if (!given) return x;
      const shift = layers.dense({ name: `${name}/shift`, units: inputShape[0]! }).apply(given.input);
      return layers.add({ name: `${name}/add` }).apply([x, shift as SymbolicTensor]) as SymbolicTensor;
    },
});
const reshape = defineLayer({
  type: 'reshape',
  description: 'The same values in another shape.',
  options: {
    ...closed,
    required: ['shape'],
    properties: { shape: { description: 'Shape.', type: 'array', items: { type: 'integer' } } },
  },
  examples: [{ type: 'reshape', shape: [2, 2, 1] }],
  create: ({ shape }, { name }) => layers.reshape({ name, targetShape: shape }),
});
const squash = defineLayer({
  type: 'squash',
  description: 'Hyperbolic tangent.',
  examples: [{ type: 'squash' }],
  outputRange: () => [-1, 1],
  create: (_, { name }) => layers.activation({ name, activation: 'tanh' }),
});

const unconditional = defineConditioning({
  type: 'none',
  description: 'No labels.',
  examples: [{ type: 'none' }],
  create: () => ({ conditional: false }),
});
const labels = defineConditioning({
  type: 'labels',
  description: 'Labels, for the layers that read them.',
  examples: [{ type: 'labels' }],
  needs: ['labels'],
  create: () => ({ conditional: true }),
});

const loss = defineLoss({
  type: 'loss',
  description: 'The non-saturating game.',
  examples: [{ type: 'loss' }],
  create: () => ({
    discriminator: (dReal, dFake) =>
      add<Scalar>(mean<Scalar>(softplus(neg(dReal))), mean<Scalar>(softplus(dFake))),
    generator: (dFake) => mean<Scalar>(softplus(neg(dFake))),
    opinion: (score) => sigmoid(score),
    threshold: 0,
  }),
});
const descent = defineOptimizer({
  type: 'descent',
  description: 'Gradient descent, behind another optimizer if one is named.',
  options: {
    ...closed,
    properties: {
      behind: { description: 'One without a learning rate.', 'x-ganx-component': 'optimizer' },
    },
  },
  examples: [{ type: 'descent' }],
  create({ behind }, { optimizer }) {
    const first = behind && optimizer(behind, 'behind');
    return {
      slots: first?.slots ?? {},
      scalars: (...at) => ({ ...first?.scalars(...at), learningRate: 0.05 }),
      updateAll(due, scalars) {
        const plain = due.map(({ parameter, slots }): Updated => ({ parameter, slots }));
        const changed = first ? updatesOf(first, due, scalars) : plain;
        return changed.map(({ gradient, parameter, slots }, i) => ({
          parameter: sub<Tensor>(parameter, mul(gradient ?? due[i]!.gradient, scalars.learningRate!)),
          slots,
        }));
      },
    };
  },
});
const alternate = defineBalance({
  type: 'alternate',
  description: 'One step each.',
  examples: [{ type: 'alternate' }],
  create: () => ({
    next: ({ turn }) =>
      turn.discriminatorSteps === 0
        ? { phase: 'discriminator', endsIteration: false, reason: 'first the discriminator' }
        : { phase: 'generator', endsIteration: true, reason: 'then the generator' },
  }),
});
const iterations = defineStoppingRule({
  type: 'iterations',
  description: 'A number of iterations.',
  options: {
    ...closed,
    required: ['max'],
    properties: { max: { description: 'Iterations.', type: 'integer' } },
  },
  examples: [{ type: 'iterations', max: 6 }],
  create: ({ max }) => ({
    budget: { counter: 'iteration', max },
    decide: ({ counters }) =>
      counters.iteration >= max ? { type: 'budget', reason: `${max} iterations` } : undefined,
  }),
});
/** Measures, under any name, a value that falls at first: what a stopping rule under test may monitor. */
const standIn = defineMetric({
  type: 'stand-in',
  description: 'A number that falls at first.',
  options: {
    ...closed,
    required: ['name'],
    properties: { name: { description: 'Its name.', type: 'string' } },
  },
  examples: [{ type: 'stand-in', name: 'distance' }],
  measures: ({ name }) => [{ name, goal: 'minimize' }],
  create({ name }) {
    let measured = 0;
    return {
      evaluate: async () => [
        { name, value: Math.max(1, 4 - measured++), goal: 'minimize', provenance: { samples: 1 } },
      ],
      save: () => measured,
      load(state) {
        measured = state as number;
      },
    };
  },
});

const recorder = (recording: Recording) =>
  defineLogger({
    type: 'recorder',
    description: 'Keeps what is logged.',
    examples: [{ type: 'recorder' }],
    open: () => ({
      scalars: ({ iteration }, values) => recording.scalars(iteration, values),
      images: ({ iteration }, tag, image) => recording.log(iteration, `image ${tag}`, image),
      histogram: ({ iteration }, tag, values) => recording.log(iteration, `histogram ${tag}`, values),
      text: ({ iteration }, tag, markdown) => recording.log(iteration, `text ${tag}`, markdown),
      graph: ({ iteration }, models) => recording.log(iteration, 'graph', models),
      prCurve: ({ iteration }, tag, scored) => recording.log(iteration, `curve ${tag}`, scored),
      embedding: ({ iteration }, embedding) =>
        recording.log(iteration, `embedding ${embedding.name}`, embedding),
      flush() {},
      close() {},
    }),
  });
