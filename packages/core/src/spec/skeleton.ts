import type { Schema } from './schema.js';

/** What is written for a reader who leaves a part out. Every name here is a built-in of `@ganx/plugins`. */
const adam = { type: 'adam', learningRate: 2e-4, beta1: 0.5 };

const adamDescription = 'Left out: adam with learning rate 2e-4 and beta1 0.5 (Radford et al. 2016).';

/** The closed frame of an experiment. Components are marked and validated against their own plugin's schema. */
export const skeleton = {
  type: 'object',
  additionalProperties: false,
  required: ['data', 'generator', 'discriminator', 'stop'],
  properties: {
    name: {
      description: 'Name of the experiment; its runs stand in runs/<name>/. Left out: the name of the file.',
      type: 'string',
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
      'x-ganx-expected': 'letters, digits, ".", "_" and "-", starting with a letter or digit',
      maxLength: 100,
    },
    description: { description: 'A note for people.', type: 'string' },
    seed: {
      description:
        'Seed of every random stream of the run: the same spec, seed and machine type give the same bits.',
      type: 'integer',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 0,
    },
    plugins: {
      description:
        'Packages and files (relative to this one) that bring more components. Nothing else is loaded.',
      type: 'array',
      items: { description: 'A package, or a path that starts with "./".', type: 'string', minLength: 1 },
      uniqueItems: true,
      default: [],
    },
    runtime: {
      description: 'What computes. Has no influence on what is learned, beyond rounding.',
      type: 'object',
      additionalProperties: false,
      properties: {
        backend: {
          description:
            'onnx: embedded, fast. tensorflow: TensorFlow for Node, where installed. cpu: plain JavaScript, the slow reference. auto: the best that is present.',
          enum: ['auto', 'onnx', 'tensorflow', 'cpu'],
          default: 'auto',
        },
        device: {
          description:
            'What compiled steps compute on. cpu: the processor; also when left out. webgpu: a GPU, through the provider that comes with ONNX Runtime. cuda: an NVIDIA card, where the CUDA provider is installed. Only with backend onnx (or auto).',
          enum: ['cpu', 'webgpu', 'cuda'],
        },
        threads: {
          description: 'Threads inside one operation. Left out: all cores. Changes no result.',
          type: 'integer',
          minimum: 1,
          maximum: 1024,
        },
      },
      default: {},
    },
    data: { description: 'The examples to learn from.', 'x-ganx-component': 'dataset' },
    latent: {
      description: 'The noise that the generator starts from. Left out: 100 normal numbers.',
      type: 'object',
      additionalProperties: false,
      properties: {
        type: {
          description: 'normal: mean 0, deviation 1. uniform: between -1 and 1.',
          enum: ['normal', 'uniform'],
          default: 'normal',
        },
        size: {
          description: 'Numbers per sample.',
          type: 'integer',
          minimum: 1,
          maximum: 65536,
          default: 100,
        },
      },
      default: {},
    },
    conditioning: {
      description: 'How class labels reach the networks. Left out: none, an unconditional GAN.',
      'x-ganx-component': 'conditioning',
      default: { type: 'none' },
    },
    generator: { description: 'The network that turns noise into examples.', 'x-ganx-network': 'generator' },
    discriminator: {
      description: 'The network that tells real examples from generated ones.',
      'x-ganx-network': 'discriminator',
    },
    loss: {
      description: 'The game that the networks play. Left out: non-saturating (Goodfellow et al. 2014).',
      'x-ganx-component': 'loss',
      default: { type: 'non-saturating' },
    },
    regularizers: {
      description: 'Penalties and constraints on the discriminator.',
      type: 'array',
      'x-ganx-component-list': 'regularizer',
      default: [],
    },
    optimizers: {
      description: 'How gradients become updates, for each network.',
      type: 'object',
      additionalProperties: false,
      properties: {
        generator: {
          description: `Optimizer of the generator. ${adamDescription}`,
          'x-ganx-component': 'optimizer',
          default: adam,
        },
        discriminator: {
          description: `Optimizer of the discriminator. ${adamDescription}`,
          'x-ganx-component': 'optimizer',
          default: adam,
        },
      },
      default: {},
    },
    ema: {
      description:
        'Averages the weights of the generator; samples and metrics then use the average. Left out: no average.',
      type: 'object',
      additionalProperties: false,
      properties: {
        decay: {
          description: 'Share of the old average that each generator step keeps, once `rampUp` allows it.',
          type: 'number',
          minimum: 0,
          exclusiveMaximum: 1,
          default: 0.999,
          'x-ganx-schedulable': true,
        },
        halfLife: {
          description:
            'In place of `decay`: after so many generator steps, or images, weights count half in the average. 0: a copy.',
          type: 'number',
          minimum: 0,
          'x-ganx-schedulable': true,
        },
        counter: {
          description:
            'What `halfLife` counts: generator steps, or images, of which each generator step is `data.batchSize`. Left out: generator steps.',
          type: 'string',
          enum: ['generatorSteps', 'images'],
        },
        rampUp: {
          description:
            'The half-life of the average, in generator steps, is at most this share of the steps taken, so that it forgets the first weights (StyleGAN2-ADA: 0.05). 0: `decay` holds from the first step.',
          type: 'number',
          minimum: 0,
          default: 0.05,
        },
        startIteration: {
          description: 'Until this iteration the average is a copy of the weights.',
          type: 'integer',
          minimum: 0,
          default: 0,
        },
      },
    },
    balance: {
      description: 'Who trains next: how many discriminator steps per generator step. Left out: one each.',
      'x-ganx-component': 'balance',
      default: { type: 'constant' },
    },
    metrics: {
      description: 'Numbers that say how good the generator is.',
      type: 'array',
      'x-ganx-component-list': 'metric',
      default: [],
    },
    stop: {
      description: 'When the run is over: one rule, or rules under any: or all:.',
      'x-ganx-stop': true,
    },
    callbacks: {
      description: 'What watches the run, in order.',
      type: 'array',
      'x-ganx-component-list': 'callback',
      default: [],
    },
    logging: {
      description: 'Where numbers and pictures go. Left out: TensorBoard and metrics.jsonl.',
      type: 'array',
      'x-ganx-component-list': 'logger',
      default: [{ type: 'tensorboard' }, { type: 'jsonl' }],
    },
    rollBack: {
      description:
        'Where a loss or a weight is not finite, goes back to the last checkpoint of the rhythm checkpoint.every and trains on from there, on the same batches, with lower learning rates. Left out: the run ends as diverged.',
      type: 'object',
      additionalProperties: false,
      properties: {
        max: {
          description: 'How often in a run; after that it ends as diverged.',
          type: 'integer',
          minimum: 1,
          maximum: 100,
          default: 3,
        },
        learningRateFactor: {
          description:
            'What the learning rates of both networks are multiplied by each time, for the rest of the run.',
          type: 'number',
          exclusiveMinimum: 0,
          exclusiveMaximum: 1,
          default: 0.5,
        },
      },
    },
    advice: {
      description: 'What `ganx check` says of combinations that are known to go badly.',
      type: 'object',
      additionalProperties: false,
      properties: {
        ignore: {
          description: 'Codes of advice that this spec leaves unheeded on purpose: GANX_ADVICE_...',
          type: 'array',
          items: { description: 'A code, as the advice shows it.', type: 'string', minLength: 1 },
          uniqueItems: true,
        },
      },
    },
    checkpoint: {
      description: 'When the state of the run is saved, and what is kept.',
      type: 'object',
      additionalProperties: false,
      properties: {
        every: { description: 'Iterations between checkpoints.', type: 'integer', minimum: 1, default: 1000 },
        everyMinutes: {
          description:
            'Also saves after so many minutes without a checkpoint, so that a crash costs no more; such a checkpoint goes when the next one is there. 0: time has no say. Has no influence on the numbers of a run.',
          type: 'number',
          minimum: 0,
          default: 5,
        },
        waitForSpaceMinutes: {
          description:
            'How long a run waits, training nothing, where the disk has no room for a checkpoint, metrics, events or the log. Left out: it ends at once, to be resumed. Has no influence on the numbers of a run.',
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 100000,
        },
        keepLast: {
          description: 'How many of the latest checkpoints are kept.',
          type: 'integer',
          minimum: 1,
          default: 3,
        },
        keepBest: {
          description:
            'Which checkpoint is the best, by which metric; it is kept, whatever its age. Left out: by the first metric.',
          type: 'object',
          additionalProperties: false,
          required: ['monitor'],
          properties: {
            monitor: { description: 'Name of a value that a metric measures.', type: 'string', minLength: 1 },
            ties: {
              description:
                'Which of equal values is the best one: that of the later checkpoint, which has trained longer, or of the earlier. A count such as modes is at its best long before the samples are.',
              type: 'string',
              enum: ['later', 'earlier'],
              default: 'later',
            },
          },
        },
      },
      default: {},
    },
  },
} as const satisfies Schema;

/** The skeleton's schema at a path; undefined inside components, where it knows nothing. */
export function skeletonAt(keys: readonly string[]): Schema | undefined {
  let schema: Schema | undefined = skeleton;
  for (const key of keys) schema = schema?.properties?.[key];
  return schema;
}
