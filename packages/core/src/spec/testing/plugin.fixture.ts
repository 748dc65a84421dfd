import {
  defineBalance,
  defineConditioning,
  defineDataset,
  defineFeatureExtractor,
  defineLayer,
  defineLogger,
  defineLoss,
  defineMetric,
  defineNetwork,
  defineOptimizer,
  definePlugin,
  defineRegularizer,
  defineStoppingRule,
  type PropertySchema,
  Registry,
} from '../../plugin/index.js';

/** Components with every form of option that the spec pipeline knows; none of them computes anything. */

const never = (): never => {
  throw new Error('Fixture components are never run.');
};

const closed = <
  const P extends { readonly [name: string]: PropertySchema },
  const R extends readonly string[],
>(
  properties: P,
  required: R,
) => ({ type: 'object', additionalProperties: false, properties, required }) as const;

const dense = defineLayer({
  type: 'dense',
  description: 'Connects everything with everything.',
  options: closed(
    {
      units: { description: 'Outputs.', type: 'integer', minimum: 1 },
      bias: { description: 'Adds a bias.', type: 'boolean', default: true },
      window: {
        description: 'One number or one for each axis.',
        anyOf: [
          { type: 'integer', minimum: 1 },
          { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 2, maxItems: 2 },
        ],
      },
      shape: { description: 'Some sizes.', type: 'array', items: { type: 'integer' } },
      limit: { description: 'A number, or null for none.', type: ['number', 'null'], default: 1 },
    },
    ['units'],
  ),
  examples: [{ type: 'dense', units: 4 }],
  create: never,
});

const tanh = defineLayer({
  type: 'tanh',
  description: 'Squashes.',
  examples: [{ type: 'tanh' }],
  create: never,
  outputRange: () => [-1, 1],
});
const sigmoid = defineLayer({
  type: 'sigmoid',
  description: 'Squashes.',
  examples: [{ type: 'sigmoid' }],
  create: never,
  outputRange: () => [0, 1],
});

const residual = defineLayer({
  type: 'residual',
  description: 'Layers and a way around them.',
  options: closed(
    { layers: { description: 'The layers.', type: 'array', minItems: 1, 'x-ganx-component-list': 'layer' } },
    ['layers'],
  ),
  examples: [{ type: 'residual', layers: [{ type: 'tanh' }] }],
  create: never,
});

const mlp = defineNetwork({
  type: 'mlp',
  description: 'Dense layers.',
  options: closed({ hidden: { description: 'Units.', type: 'integer', minimum: 1, default: 16 } }, []),
  examples: [{ type: 'mlp' }],
  roles: ['generator', 'discriminator'],
  layers: ({ hidden }, { role }) =>
    role === 'generator'
      ? [{ type: 'dense', units: hidden }, { type: 'tanh' }]
      : [{ type: 'dense', units: 1 }],
});

const critic = defineNetwork({
  type: 'critic',
  description: 'Only judges.',
  examples: [{ type: 'critic' }],
  roles: ['discriminator'],
  layers: () => [{ type: 'dense', units: 1 }],
});

const dataset = (type: string) =>
  defineDataset({
    type,
    description: 'Examples.',
    options: closed(
      {
        path: { description: 'A file.', type: 'string' },
        modes: { description: 'How many.', type: 'integer', minimum: 1, default: 8 },
      },
      [],
    ),
    examples: [{ type }],
    describe: never,
    load: never,
  });

const loss = (type: string) =>
  defineLoss({
    type,
    description: 'A game.',
    options: closed(
      {
        labelSmoothing: {
          description: 'Softens labels.',
          type: 'number',
          minimum: 0,
          maximum: 0.5,
          default: 0,
        },
      },
      [],
    ),
    examples: [{ type }],
    create: never,
  });

const adam = defineOptimizer({
  type: 'adam',
  description: 'Adam.',
  options: closed(
    {
      learningRate: { description: 'Step size.', type: 'number', exclusiveMinimum: 0, default: 1e-3 },
      beta1: { description: 'Memory.', type: 'number', minimum: 0, exclusiveMaximum: 1, default: 0.9 },
    },
    [],
  ),
  examples: [{ type: 'adam' }],
  create: never,
});

const sgd = defineOptimizer({
  type: 'sgd',
  description: 'Plain descent.',
  options: closed(
    {
      learningRate: { description: 'Step size.', type: 'number', exclusiveMinimum: 0, default: 0.01 },
      decay: { description: 'How the rate falls.', enum: ['none', 'linear', 'cosine'], default: 'none' },
    },
    [],
  ),
  examples: [{ type: 'sgd' }],
  create: never,
});

const distance = defineMetric({
  type: 'distance',
  description: 'How far.',
  options: closed(
    {
      features: {
        description: 'What to compare by.',
        'x-ganx-component': 'feature-extractor',
        default: 'pixels',
      },
      name: { description: 'Name of the value.', type: 'string', default: 'distance' },
    },
    [],
  ),
  examples: [{ type: 'distance' }],
  measures: ({ name }) => [{ name, goal: 'minimize' }],
  create: never,
});

const coverage = defineMetric({
  type: 'coverage',
  description: 'How many modes.',
  needs: ['mixture'],
  examples: [{ type: 'coverage' }],
  measures: () => [
    { name: 'coverage/modes', goal: 'maximize' },
    { name: 'coverage/quality', goal: 'maximize' },
  ],
  create: never,
});

const pixels = defineFeatureExtractor({
  type: 'pixels',
  description: 'The example itself.',
  options: closed({ size: { description: 'Side.', type: 'integer', minimum: 1, default: 8 } }, []),
  examples: [{ type: 'pixels' }],
  accepts: (shape) => (shape.length === 3 ? true : 'it reads images.'),
  load: never,
});

const plateau = defineStoppingRule({
  type: 'plateau',
  description: 'No progress.',
  options: closed(
    {
      monitor: { description: 'Which value.', type: 'string', minLength: 1 },
      patience: { description: 'Evaluations to wait.', type: 'integer', minimum: 1, default: 10 },
    },
    ['monitor'],
  ),
  examples: [{ type: 'plateau', monitor: 'distance' }],
  create: never,
  monitors: ({ monitor }) => [monitor],
});

const iterations = defineStoppingRule({
  type: 'iterations',
  description: 'A budget.',
  options: closed({ max: { description: 'How many.', type: 'integer', minimum: 1 } }, ['max']),
  examples: [{ type: 'iterations', max: 10 }],
  create: never,
});

const conditioning = (type: string, conditional: boolean) =>
  defineConditioning({ type, description: 'Labels.', examples: [{ type }], create: () => ({ conditional }) });

const logger = (type: string) =>
  defineLogger({ type, description: 'A log.', examples: [{ type }], open: never });

export const fixturePlugin = definePlugin({
  meta: { name: 'fixtures', version: '1.0.0', ganxApi: '*' },
  components: [
    dense,
    tanh,
    sigmoid,
    residual,
    mlp,
    critic,
    dataset('digits'),
    dataset('ring'),
    loss('non-saturating'),
    loss('hinge'),
    adam,
    sgd,
    distance,
    coverage,
    pixels,
    plateau,
    iterations,
    conditioning('none', false),
    conditioning('labels', true),
    logger('tensorboard'),
    logger('jsonl'),
    defineBalance({
      type: 'constant',
      description: 'k to one.',
      options: closed(
        { discriminatorSteps: { description: 'k.', type: 'integer', minimum: 1, default: 1 } },
        [],
      ),
      examples: [{ type: 'constant' }],
      create: never,
    }),
    defineRegularizer({
      type: 'r1',
      description: 'Slope.',
      options: closed({ weight: { description: 'How much.', type: 'number', minimum: 0, default: 10 } }, []),
      examples: [{ type: 'r1' }],
      create: never,
    }),
  ],
});

export const fixtureRegistry = (): Registry => Registry.of(fixturePlugin);
