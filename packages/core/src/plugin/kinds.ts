import type { ComponentKind, PropertySchema } from './options.js';

const every = (what: string, fallback: number): PropertySchema => ({
  description: `${what}, counted in iterations.`,
  type: 'integer',
  minimum: 1,
  default: fallback,
});

const weights = (description: string): PropertySchema => ({
  description,
  type: 'array',
  'x-ganx-component-list': 'weight-transform',
});

/** Beside `layers:`, and an option of each preset. */
export const networkWeights = weights(
  'What the network computes with in place of its weights, applied in order to every kernel in it. Left out: the weights themselves.',
);

/**
 * Options that the framework itself reads beside a component's own, by kind. A component must not declare one of
 * these names: the spec pipeline adds them to the component's schema and takes them out before `create`.
 */
export const frameworkOptions: {
  readonly [K in ComponentKind]?: { readonly [name: string]: PropertySchema };
} = {
  callback: { every: every('How often the callback ticks', 500) },
  dataset: {
    batchSize: {
      description: 'Real examples per discriminator step.',
      type: 'integer',
      minimum: 1,
      default: 64,
    },
    range: {
      description:
        'Range that image bytes are scaled to: [-1, 1] suits a tanh output, [0, 1] a sigmoid. Points are never scaled.',
      type: 'array',
      items: { type: 'number' },
      minItems: 2,
      maxItems: 2,
      default: [-1, 1],
    },
    augment: {
      description: 'Augmentations of real examples, applied in order.',
      type: 'array',
      default: [],
      'x-ganx-component-list': 'augmentation',
    },
    emptyClasses: {
      description:
        'What becomes of classes without training examples where the networks are told the class. refuse: the experiment is refused, with their names; allow: they are there, and nothing is sampled or measured of them unless it is asked for by name.',
      type: 'string',
      enum: ['refuse', 'allow'],
      default: 'refuse',
    },
  },
  layer: {
    as: {
      description:
        'A name for what the layer makes, by which layers below read it. Each is given once in a network.',
      type: 'string',
      pattern: '^[A-Za-z][\\w-]*$',
      'x-ganx-expected': 'a name of letters, digits, "_" and "-"',
    },
    from: {
      description:
        'Where the layer begins in place of the layer before it: a name that a layer above it has, input (what enters the network) or labels; for a layer that takes several inputs, a list of them.',
      anyOf: [
        { type: 'string', minLength: 1 },
        { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 1 },
      ],
      'x-ganx-expected': 'a name or a list of names',
    },
    weights: weights(
      "What the layer computes with in place of its weights, instead of what the network's `weights` says. [] is the weights themselves. Left out: as the network says.",
    ),
  },
  logger: { every: every('How often scalars are passed on', 10) },
  metric: {
    every: every('How often the metric is evaluated', 1000),
    classes: {
      description:
        'Classes that a conditional generator is asked for. data: as often as the training examples have each; uniform: each that has training examples as often as the next.',
      type: 'string',
      enum: ['data', 'uniform'],
      default: 'data',
    },
  },
  network: { weights: networkWeights },
  regularizer: {
    every: {
      description:
        'Apply on every n-th discriminator step only (lazy regularization); `lazy` says what becomes of the weight.',
      type: 'integer',
      minimum: 1,
      default: 1,
    },
    lazy: {
      description:
        'What `every` does to a penalty. plain: nothing, so that n times as many steps go by at the same weight and it pulls n times less. scaled: the penalty is multiplied by n at the steps that it acts on, so that it pulls as much as at every step (StyleGAN2).',
      type: 'string',
      enum: ['plain', 'scaled'],
      default: 'plain',
    },
  },
  schedule: {
    counter: {
      description:
        'What the schedule counts: iterations, steps of either network, or real examples that the discriminator was shown.',
      type: 'string',
      enum: ['iterations', 'discriminatorSteps', 'generatorSteps', 'images'],
      default: 'iterations',
    },
    start: {
      description: 'Until the counter reaches this the number stays at its first value.',
      type: 'number',
      minimum: 0,
      default: 0,
    },
  },
};

/** The functions that a component of each kind must have. */
export const factoriesOf: { readonly [K in ComponentKind]: readonly string[] } = {
  augmentation: ['create'],
  balance: ['create'],
  callback: ['create'],
  conditioning: ['create'],
  dataset: ['describe', 'load'],
  'feature-extractor': ['accepts', 'load'],
  launcher: ['create'],
  layer: ['create'],
  logger: ['open'],
  loss: ['create'],
  metric: ['measures', 'create'],
  network: ['layers'],
  optimizer: ['create'],
  pruner: ['create'],
  regularizer: ['create'],
  schedule: ['create'],
  search: ['create'],
  'stopping-rule': ['create'],
  'weight-transform': ['create'],
};

/** All kinds. */
export const componentKinds = Object.keys(factoriesOf) as readonly ComponentKind[];
