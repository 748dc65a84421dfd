import { digits, ring, spec, type Table } from './broken.js';

const metric = (text: string): Readonly<Record<string, string>> => ({ data: 'mnist', metrics: `[${text}]` });

/** Parts that are valid by themselves and do not fit together. */
export const semanticMistakes: Table = {
  'a range that goes downward': {
    spec: spec({ data: '{ type: mnist, ‸range: [1, -1] }' }),
    info: digits,
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'data.range', says: 'from low to high' }],
  },
  'conditioning on labels that the data does not have': {
    spec: spec({ conditioning: '{ type: ‸labels }' }),
    info: ring,
    problems: [{ code: 'GANX_SPEC_SEMANTIC', path: 'conditioning.type', says: 'needs class labels' }],
  },
  'conditioning on labels of which some have no training examples': {
    spec: spec({ data: '{ type: ‸mnist }', conditioning: 'labels' }),
    info: { ...digits, examplesPerClass: [0, 6, 6, 6, 6, 6, 6, 6, 6, 6] },
    problems: [{ code: 'GANX_SPEC_CLASSES', path: 'data.type', says: 'no training examples of class 0' }],
  },
  'a layer for labels in an unconditional network': {
    spec: spec({ data: 'mnist', discriminator: '{ layers: [‸concat-labels, { type: dense, units: 1 }] }' }),
    info: digits,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'discriminator.layers.0.type',
        says: 'needs a conditional generator',
      },
    ],
  },
  'a metric of classes in an unconditional experiment': {
    spec: spec(metric('{ type: ‸classifier-agreement, features: lenet-mnist }')),
    info: digits,
    problems: [{ code: 'GANX_SPEC_SEMANTIC', path: 'metrics.0.type', says: 'Set conditioning: labels' }],
  },
  'a metric of classes by what is no classifier': {
    spec: spec({
      ...metric('{ type: classifier-agreement, features: { type: ‸pixels } }'),
      conditioning: 'labels',
    }),
    info: digits,
    problems: [
      { code: 'GANX_SPEC_SEMANTIC', path: 'metrics.0.features.type', says: '"pixels" is no classifier' },
    ],
  },
  'a metric of classes by a classifier of other classes': {
    spec: spec({
      ...metric('{ type: classifier-agreement, features: ‸lenet-mnist }'),
      conditioning: 'labels',
    }),
    info: { ...digits, classes: 26 },
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'metrics.0.features.type',
        says: 'The data has 26 classes and "lenet-mnist" tells 10 apart',
      },
    ],
  },
  'a distance to held-out examples that the data does not have': {
    spec: spec({ metrics: '[{ type: frechet-distance, features: pixels, split: ‸heldOut }]' }),
    info: ring,
    problems: [
      { code: 'GANX_SPEC_SEMANTIC', path: 'metrics.0.split', says: 'no held-out examples. Use split: train' },
    ],
  },
  'a metric of modes on data that knows none': {
    spec: spec(metric('‸mode-coverage')),
    info: digits,
    problems: [{ code: 'GANX_SPEC_SEMANTIC', path: 'metrics.0.type', says: 'knows its true modes' }],
  },
  'an augmentation of images on points': {
    spec: spec({ data: '{ type: gaussian-ring, augment: [‸horizontal-flip] }' }),
    info: ring,
    problems: [{ code: 'GANX_SPEC_SEMANTIC', path: 'data.augment.0.type', says: 'needs images' }],
  },
  'features of images on points': {
    spec: spec({ metrics: '[{ type: frechet-distance, features: ‸lenet-mnist }]' }),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'metrics.0.features.type',
        says: 'cannot read examples of shape [2]',
      },
    ],
  },
  'a rule that watches what nothing measures': {
    spec: spec({ data: 'mnist', stop: '{ type: plateau, monitor: ‸frechet-distance }' }),
    info: digits,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'stop.monitor',
        says: 'it measures nothing. Add { type: frechet-distance } to metrics.',
      },
    ],
  },
  'a rule inside rules that watches a misspelt value': {
    spec: spec({
      ...metric('{ type: frechet-distance, features: pixels }'),
      stop: '{ any: [{ type: iterations, max: 9 }, { type: plateau, monitor: ‸frechet-distanse }] }',
    }),
    info: digits,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'stop.any.1.monitor',
        says: 'No metric of this spec measures "frechet-distanse"',
        suggests: ['frechet-distance'],
      },
    ],
  },
  'a best checkpoint by what nothing measures': {
    spec: spec({ data: 'mnist', checkpoint: '{ keepBest: { monitor: ‸fid } }' }),
    info: digits,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'checkpoint.keepBest.monitor',
        says: 'measures "fid": it measures nothing',
      },
    ],
  },
  'more samples than the machine has memory for': {
    spec: spec({ metrics: '[{ type: mode-coverage, samples: ‸100000000000000 }]' }),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_MEMORY',
        path: 'metrics.0.samples',
        says: 'holds 100000000000000 examples of shape [2] at once, which take 728 TB',
      },
    ],
  },
  'classes that have no examples under conditioning': {
    spec: spec({ data: '{ type: ‸mnist }', conditioning: 'labels' }),
    info: { ...digits, examplesPerClass: [0, 9, 9, 9, 9, 9, 9, 9, 9, 0] },
    problems: [
      {
        code: 'GANX_SPEC_CLASSES',
        path: 'data.type',
        says: 'has no training examples of classes 0, 9: nothing shows',
      },
    ],
  },
  'one metric twice': {
    spec: spec(
      metric(
        '{ type: frechet-distance, features: pixels }, ‸{ type: frechet-distance, features: pixels, samples: 50 }',
      ),
    ),
    info: digits,
    problems: [{ code: 'GANX_SPEC_SEMANTIC', path: 'metrics.1', says: 'and so does the metric in line' }],
  },
  'a sigmoid for images in [-1, 1]': {
    spec: spec({ data: 'mnist', generator: '{ layers: [{ type: dense, units: 784 }, ‸sigmoid] }' }),
    info: digits,
    problems: [
      {
        code: 'GANX_SPEC_RANGE',
        path: 'generator.layers.1.type',
        says: 'outputs lie in [0, 1], but images are scaled to [-1, 1]',
      },
    ],
  },
  'a preset that ends in a tanh for images in [0, 1]': {
    spec: spec({
      data: '{ type: mnist, range: [0, 1] }',
      generator: '{ type: ‸dcgan, outputActivation: tanh }',
    }),
    info: digits,
    problems: [{ code: 'GANX_SPEC_RANGE', path: 'generator.type', says: 'ends in "tanh"' }],
  },
  'borders of a balance policy in the wrong order': {
    spec: spec({ balance: '{ type: threshold, low: ‸0.95 }' }),
    info: ring,
    problems: [
      { code: 'GANX_SPEC_SEMANTIC', path: 'balance.low', says: 'low (0.95) must not lie above high (0.9).' },
    ],
  },
  'a learning-rate schedule without its length': {
    spec: spec({ optimizers: '{ generator: { type: adam, schedule: { shape: ‸linear } } }' }),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'optimizers.generator.schedule.shape',
        says: 'A linear schedule needs overUpdates: the number of updates until the floor.',
      },
    ],
  },
  'a stopping rule with both of two options that exclude each other': {
    spec: spec({
      stop: '{ any: [{ type: iterations, max: 9 }, { type: time, maxMinutes: ‸1, maxSeconds: 1 }] }',
    }),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'stop.any.1.maxMinutes',
        says: 'Give exactly one of maxMinutes and maxSeconds.',
      },
    ],
  },
  'images whose sides a preset cannot make': {
    spec: spec({ data: 'mnist', '‸generator': 'dcgan' }),
    info: { ...digits, shape: [30, 28, 1] },
    problems: [{ code: 'GANX_SPEC_SHAPE', path: 'generator', says: 'an example is [30, 28, 1]' }],
  },
  'several of them, all at once': {
    spec: spec({
      data: '{ type: gaussian-ring, augment: [‸shift] }',
      stop: '{ type: target, monitor: ‸fid, value: 3 }',
    }),
    info: ring,
    problems: [
      { code: 'GANX_SPEC_SEMANTIC', path: 'data.augment.0.type', says: 'needs images' },
      { code: 'GANX_SPEC_SEMANTIC', path: 'stop.monitor', says: '"fid"' },
    ],
  },
  'a schedule that leaves the bounds of its option': {
    spec: spec({ regularizers: '[{ type: r1, ‸weight: { type: cosine, from: 2, to: -1, over: 100 } }]' }),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'regularizers.0.weight',
        says: 'The schedule "cosine" goes down to -1, but "weight" must be at least 0, at every moment.',
      },
    ],
  },
  'a learning rate that ends at 0': {
    spec: spec({
      optimizers:
        '{ generator: { type: adam, ‸learningRate: { type: linear, from: 1e-3, to: 0, over: 9 } } }',
    }),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'optimizers.generator.learningRate',
        says: 'must be above 0, at every moment',
      },
    ],
  },
  'a learning rate with two schedules': {
    spec: spec({
      optimizers:
        '{ generator: { type: adam, learningRate: { type: warm-up, to: 1e-3, over: 9 }, schedule: { shape: ‸linear, overUpdates: 4 } } }',
    }),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'optimizers.generator.schedule.shape',
        says: 'has a schedule of its own',
      },
    ],
  },
  'a schedule whose steps lead away from its end': {
    spec: spec({
      regularizers: '[{ type: r1, weight: { type: step, from: 1, by: 0.5, every: 10, to: ‸2 } }]',
    }),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'regularizers.0.weight.to',
        says: 'would end before it begins',
      },
    ],
  },
  'points of a schedule that go back': {
    spec: spec({ regularizers: '[{ type: r1, weight: { type: piecewise, points: [[5, 1], ‸[5, 2]] } }]' }),
    info: ring,
    problems: [
      { code: 'GANX_SPEC_SEMANTIC', path: 'regularizers.0.weight.points.1', says: 'must be above 5' },
    ],
  },
  'an average by decay and by half-life': {
    spec: spec({ ema: '{ decay: ‸0.99, halfLife: 500 }' }),
    info: ring,
    problems: [{ code: 'GANX_SPEC_SEMANTIC', path: 'ema.decay', says: 'Delete one of them' }],
  },
  'an average that counts, and nothing to count': {
    spec: spec({ ema: '{ counter: ‸images }' }),
    info: ring,
    problems: [{ code: 'GANX_SPEC_SEMANTIC', path: 'ema.counter', says: 'Set halfLife' }],
  },
  'an average whose half-life goes below 0': {
    spec: spec({ ema: '{ ‸halfLife: { type: linear, from: 5, to: -1, over: 9 } }' }),
    info: ring,
    problems: [{ code: 'GANX_SPEC_SEMANTIC', path: 'ema.halfLife', says: 'must be at least 0' }],
  },
};
