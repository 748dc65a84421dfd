import { spec, type Table } from './broken.js';

const layers = (text: string): string => `{ layers: [${text}] }`;

/** Mistakes in components: their types and their own options. */
export const componentMistakes: Table = {
  'a misspelt type': {
    spec: spec({ data: '{ type: ‸gausian-ring }' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_TYPE',
        path: 'data.type',
        says: 'There is no dataset "gausian-ring"',
        suggests: ['gaussian-ring', 'gaussian-grid'],
      },
    ],
  },
  'a misspelt type as a bare string': {
    spec: spec({ loss: '‸hing' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_TYPE',
        path: 'loss.type',
        says: 'There is no loss "hing"',
        suggests: ['hinge'],
      },
    ],
  },
  'a type that resembles nothing': {
    spec: spec({ balance: '‸xyzzyplugh' }),
    problems: [
      { code: 'GANX_SPEC_UNKNOWN_TYPE', path: 'balance.type', says: 'There are constant', suggests: [] },
    ],
  },
  'a type of another kind': {
    spec: spec({ loss: '‸adam' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_TYPE',
        path: 'loss.type',
        says: '"adam" is an optimizer, but a loss is expected here',
      },
    ],
  },
  'a type of a plugin that is not listed': {
    spec: spec({ loss: '‸acme/relativistic' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_TYPE',
        path: 'loss.type',
        says: 'No plugin with the namespace "acme" is listed',
      },
    ],
  },
  'a type that is a number': {
    spec: spec({ loss: '{ type: ‸3 }' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'loss.type', says: '"type" must be text' }],
  },
  'a component without a type': {
    spec: spec({ '‸loss': '{ margin: 2 }' }),
    problems: [{ code: 'GANX_SPEC_MISSING_KEY', path: 'loss.type', says: 'A loss needs "type"' }],
  },
  'a component with a misspelt type key': {
    spec: spec({ loss: '{ ‸typ: hinge }' }),
    problems: [
      { code: 'GANX_SPEC_UNKNOWN_KEY', path: 'loss.typ', says: 'Unknown key "typ"', suggests: ['type'] },
    ],
  },
  'a component that is a number': {
    spec: spec({ loss: '‸3' }),
    problems: [
      { code: 'GANX_SPEC_WRONG_TYPE', path: 'loss', says: 'must be a loss, written { type: ..., options }' },
    ],
  },
  'a misspelt option': {
    spec: spec({ data: '{ type: gaussian-ring, ‸mode: 8 }' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'data.mode',
        says: 'The dataset "gaussian-ring" has no key "mode"',
        suggests: ['modes'],
      },
    ],
  },
  'a misspelt option of the framework': {
    spec: spec({ data: '{ type: gaussian-ring, ‸batchsize: 8 }' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'data.batchsize',
        says: 'no key "batchsize"',
        suggests: ['batchSize'],
      },
    ],
  },
  'an option in snake case': {
    spec: spec({ optimizers: '{ generator: { type: adam, ‸learning_rate: 0.001 } }' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'optimizers.generator.learning_rate',
        says: 'no key',
        suggests: ['learningRate'],
      },
    ],
  },
  'an option by its initials': {
    spec: spec({ optimizers: '{ generator: { type: adam, ‸lr: 0.001 } }' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'optimizers.generator.lr',
        says: 'no key "lr"',
        suggests: ['learningRate'],
      },
    ],
  },
  'a network of which there is none': {
    spec: spec({ optimizers: '{ ‸critic: adam }' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'optimizers.critic',
        says: 'It takes generator and discriminator',
      },
    ],
  },
  'an option of the wrong type': {
    spec: spec({ data: '{ type: gaussian-ring, modes: ‸many }' }),
    problems: [
      {
        code: 'GANX_SPEC_WRONG_TYPE',
        path: 'data.modes',
        says: '"modes" of the dataset "gaussian-ring" must be a whole number',
      },
    ],
  },
  'an option out of its range': {
    spec: spec({ data: '{ type: gaussian-ring, batchSize: ‸0 }' }),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'data.batchSize', says: 'at least 1, but is 0' }],
  },
  'a rate that is negative': {
    spec: spec({ optimizers: '{ discriminator: { type: adam, learningRate: ‸-0.1 } }' }),
    problems: [
      { code: 'GANX_SPEC_VALUE', path: 'optimizers.discriminator.learningRate', says: 'but is -0.1' },
    ],
  },
  'a range of three numbers': {
    spec: spec({ data: '{ type: gaussian-ring, ‸range: [0, 1, 2] }' }),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'data.range', says: 'exactly 2 items), but has 3 items' }],
  },
  'a range with a word in it': {
    spec: spec({ data: '{ type: gaussian-ring, range: [0, ‸one] }' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'data.range.1', says: 'Item 1 of "range"' }],
  },
  'an option of another type of the same kind': {
    spec: spec({ optimizers: '{ generator: { type: sgd, ‸beta1: 0.5 } }' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'optimizers.generator.beta1',
        says: 'The optimizer "sgd" has no key "beta1"',
      },
    ],
  },
  'a layer without what it needs': {
    spec: spec({ generator: layers('‸{ type: dense }') }),
    problems: [
      {
        code: 'GANX_SPEC_MISSING_KEY',
        path: 'generator.layers.0.units',
        says: 'The layer "dense" needs "units"',
      },
    ],
  },
  'a layer whose needed option is misspelt': {
    spec: spec({ generator: layers('{ type: dense, ‸unit: 3 }') }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'generator.layers.0.unit',
        says: 'no key "unit"',
        suggests: ['units'],
      },
    ],
  },
  'mistakes in several layers, all at once': {
    spec: spec({
      discriminator: layers('{ type: conv, ‸filter: 8 }, { type: ‸leaky }, { type: dense, units: ‸"1" }'),
    }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'discriminator.layers.0.filter',
        says: 'no key "filter"',
        suggests: ['filters'],
      },
      { code: 'GANX_SPEC_UNKNOWN_TYPE', path: 'discriminator.layers.1.type', says: 'no layer "leaky"' },
      {
        code: 'GANX_SPEC_WRONG_TYPE',
        path: 'discriminator.layers.2.units',
        says: 'Write it without quotes.',
      },
    ],
  },
  'a mistake in a layer inside a layer': {
    spec: spec({
      generator: layers(
        '{ type: residual, layers: [{ type: dense, units: 4 }, { type: dropout, ‸ratio: 0.5 }] }',
      ),
    }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'generator.layers.0.layers.1.ratio',
        says: 'The layer "dropout" has no key "ratio"',
        suggests: ['rate'],
      },
    ],
  },
  'a layer that is a key': {
    spec: spec({ generator: layers('‸{ dense: { units: 3 } }') }),
    problems: [
      { code: 'GANX_SPEC_MISSING_KEY', path: 'generator.layers.0.type', says: 'Write { type: dense, ... }.' },
    ],
  },
  'a layer that is null': {
    spec: spec({ generator: '\n  layers:\n    - dense: 3\n'.replace('dense: 3', '‸~') }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'generator.layers.0', says: 'must be a layer' }],
  },
  'a network without layers': {
    spec: spec({ generator: '{ ‸layers: [] }' }),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'generator.layers', says: 'has 0 items' }],
  },
  'a network that is a list': {
    spec: spec({ '‸generator': '[{ type: dense, units: 3 }]' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'generator', says: 'Write "layers:" above it.' }],
  },
  'a network with layers and more': {
    spec: spec({ generator: '{ layers: [tanh], ‸activation: tanh }' }),
    problems: [{ code: 'GANX_SPEC_UNKNOWN_KEY', path: 'generator.activation', says: 'It takes layers' }],
  },
  'a network with a misspelt list': {
    spec: spec({ generator: '{ ‸layer: [tanh] }' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'generator.layer',
        says: 'Unknown key "layer"',
        suggests: ['layers'],
      },
    ],
  },
  'a misspelt preset': {
    spec: spec({ discriminator: '‸dcgam' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_TYPE',
        path: 'discriminator.type',
        says: 'no network preset "dcgam"',
        suggests: ['dcgan'],
      },
    ],
  },
  'one component where a list belongs': {
    spec: spec({ '‸regularizers': '{ type: r1 }' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'regularizers', says: 'Put "- " before it.' }],
  },
  'a list where one component belongs': {
    spec: spec({ '‸loss': '[hinge]' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'loss', says: 'is a list of 1 item' }],
  },
  'a rule without its limit': {
    spec: spec({ '‸stop': '{ type: iterations }' }),
    problems: [
      { code: 'GANX_SPEC_MISSING_KEY', path: 'stop.max', says: 'The stopping rule "iterations" needs "max"' },
    ],
  },
  'rules in a bare list': {
    spec: spec({ '‸stop': '[{ type: iterations, max: 3 }]' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'stop', says: 'Write "any:" above it.' }],
  },
  'a mistake in a rule inside rules': {
    spec: spec({
      stop: '{ any: [{ all: [{ type: iterations, ‸maximum: 3 }] }, { type: ‸itrations, max: 3 }] }',
    }),
    problems: [
      { code: 'GANX_SPEC_UNKNOWN_KEY', path: 'stop.any.0.all.0.maximum', says: 'no key "maximum"' },
      {
        code: 'GANX_SPEC_UNKNOWN_TYPE',
        path: 'stop.any.1.type',
        says: 'no stopping rule',
        suggests: ['iterations'],
      },
    ],
  },
  'any and all side by side': {
    spec: spec({ stop: '{ any: [{ type: iterations, max: 3 }], ‸all: [{ type: iterations, max: 3 }] }' }),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'stop.all', says: 'side by side' }],
  },
  'rules beside any': {
    spec: spec({ stop: '{ any: [{ type: iterations, max: 3 }], ‸patience: 3 }' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'stop.patience',
        says: '"stop" has no key "patience". It takes any',
      },
    ],
  },
  'an empty list of rules': {
    spec: spec({ stop: '{ ‸any: [] }' }),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'stop.any', says: 'has 0 items' }],
  },
  'a rule that is a number': {
    spec: spec({ stop: '‸1000' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'stop', says: 'must be a stopping rule' }],
  },
  'a weight transform that does not exist': {
    spec: spec({
      discriminator: '{ weights: [‸spectralnorm], layers: [{ type: dense, units: 1 }] }',
    }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_TYPE',
        path: 'discriminator.weights.0.type',
        says: 'no weight transform "spectralnorm"',
      },
    ],
  },
  'a weight transform of a layer that does not exist': {
    spec: spec({
      generator: '{ layers: [{ type: dense, units: 2, weights: [{ type: ‸equalised }] }] }',
    }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_TYPE',
        path: 'generator.layers.0.weights.0.type',
        says: 'no weight transform "equalised"',
      },
    ],
  },
  'an option that a weight transform does not have': {
    spec: spec({ discriminator: '{ type: mlp, weights: [{ type: spectral-norm, ‸iterations: 2 }] }' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_KEY',
        path: 'discriminator.weights.0.iterations',
        says: 'has no key "iterations"',
      },
    ],
  },
  'one weight transform for a list': {
    spec: spec({ discriminator: '{ type: mlp, weights: ‸spectral-norm }' }),
    problems: [{ code: 'GANX_SPEC_WRONG_TYPE', path: 'discriminator.weights', says: 'must be a list' }],
  },
  'a mistake in an augmentation': {
    spec: spec({ data: '{ type: gaussian-ring, augment: [{ type: ‸flip }] }' }),
    problems: [
      { code: 'GANX_SPEC_UNKNOWN_TYPE', path: 'data.augment.0.type', says: 'no augmentation "flip"' },
    ],
  },
  'a schedule where a number cannot move': {
    spec: spec({
      regularizers: '[{ type: gradient-penalty, ‸target: { type: linear, from: 0, to: 1, over: 9 } }]',
    }),
    problems: [
      {
        code: 'GANX_SPEC_WRONG_TYPE',
        path: 'regularizers.0.target',
        says: 'This number cannot move: only options that are schedulable take a schedule.',
      },
    ],
  },
  'a misspelt schedule': {
    spec: spec({ regularizers: '[{ type: r1, weight: { type: ‸cosin, from: 2, to: 1, over: 9 } }]' }),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_TYPE',
        path: 'regularizers.0.weight.type',
        says: 'There is no schedule "cosin"',
        suggests: ['cosine'],
      },
    ],
  },
  'a schedule without its end': {
    spec: spec({ ema: '{ ‸decay: { type: cosine, from: 0.9, over: 9 } }' }),
    problems: [
      { code: 'GANX_SPEC_MISSING_KEY', path: 'ema.decay.to', says: 'The schedule "cosine" needs "to"' },
    ],
  },
  'a schedule on a counter that is not there': {
    spec: spec({
      regularizers: '[{ type: r1, weight: { type: linear, from: 2, to: 1, over: 9, counter: ‸epochs } }]',
    }),
    problems: [
      {
        code: 'GANX_SPEC_VALUE',
        path: 'regularizers.0.weight.counter',
        says: 'must be one of iterations, discriminatorSteps, generatorSteps or images',
      },
    ],
  },
  'text where a number or a schedule is expected': {
    spec: spec({ regularizers: '[{ type: r1, weight: ‸much }]' }),
    problems: [
      {
        code: 'GANX_SPEC_WRONG_TYPE',
        path: 'regularizers.0.weight',
        says: 'must be a number at least 0, or a schedule, but is the text "much"',
      },
    ],
  },
};
