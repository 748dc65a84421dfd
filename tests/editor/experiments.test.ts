import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../cli/ganx.js';
import { LanguageServer, shownBy } from './language-server.js';

/** What Red Hat's yaml-language-server shows of experiments, with the schema that is committed for them. */
let server: LanguageServer;
beforeAll(async () => {
  server = await LanguageServer.start(join(root, 'experiments'));
});
afterAll(() => server.stop());

const modeline = '# yaml-language-server: $schema=../schemas/experiment.schema.json\n';
const { labels, inserted, hover, problems } = shownBy(() => server, modeline);

/** The least that an experiment says beside the lines under test. */
const rest = 'generator: mlp\ndiscriminator: mlp\nstop: { type: iterations, max: 10 }\n';

describe('completion', () => {
  test('at the top offers the keys that are not there yet, and none twice', async () => {
    const offered = await labels('seed: 3\n‸\n');
    expect(offered).toEqual(
      expect.arrayContaining([
        'data',
        'generator',
        'discriminator',
        'loss',
        'balance',
        'metrics',
        'stop',
        'extends',
      ]),
    );
    expect(offered).not.toContain('seed');
    expect(new Set(offered).size).toBe(offered.length);
  });

  test('after "data:" offers every dataset, each with what it is', async () => {
    const { documentation } = await inserted('data: ‸\n', 'mnist');
    expect(await labels('data: ‸\n')).toEqual(expect.arrayContaining(['gaussian-ring', 'idx', 'mnist']));
    expect(documentation).toMatch(/^Handwritten digits: 60,000 training/);
  });

  test('of a type that needs options brings these along', async () => {
    expect((await inserted('data: ‸\n', 'idx')).text).toBe('\n  type: idx\n  images: ');
    expect((await inserted('stop: ‸\n', 'target')).text).toBe('\n  type: target\n  monitor: $1\n  value: $2');
    expect((await inserted('generator:\n  layers:\n    - ‸\n', 'dense')).text).toMatch(
      /^type: dense\n\s+units: /,
    );
  });

  test('below "data:" offers the type, and no option before there is one', async () => {
    expect(await labels('data:\n  ‸\n')).toEqual(['idx', 'type']);
  });

  test('after "type:" offers every type of the kind, with what it is', async () => {
    const text = 'balance:\n  type: ‸\n';
    expect(await labels(text)).toEqual(expect.arrayContaining(['constant', 'threshold', 'warm-up']));
    expect((await inserted(text, 'constant')).documentation).toMatch(/^A fixed number of discriminator/);
  });

  test('of options offers those of the chosen type, and no others', async () => {
    const [adam, sgd] = await Promise.all(
      ['adam', 'sgd'].map((type) => labels(`optimizers:\n  generator:\n    type: ${type}\n    ‸\n`)),
    );
    expect(adam).toEqual(expect.arrayContaining(['beta1', 'beta2', 'learningRate', 'schedule']));
    expect(sgd).toEqual(expect.arrayContaining(['learningRate', 'momentum', 'nesterov']));
    expect([adam!.includes('nesterov'), sgd!.includes('beta1')]).toEqual([false, false]);
  });

  test('of options leaves out what is written, and offers what the framework reads beside them', async () => {
    const offered = await labels('data:\n  type: gaussian-ring\n  modes: 4\n  ‸\n');
    expect(offered).toEqual(expect.arrayContaining(['augment', 'batchSize', 'radius']));
    expect(offered).not.toContain('modes');
  });

  test('of an option writes its default and says what it means', async () => {
    const { text, documentation } = await inserted('data:\n  type: mnist\n  ‸\n', 'batchSize');
    expect(text).toBe('batchSize: ${1:64}');
    expect(documentation).toBe(
      'Real examples per discriminator step.\nA whole number at least 1. Default: 64.',
    );
  });

  test('inside braces offers options once a letter is written', async () => {
    expect(await labels('generator:\n  layers:\n    - { type: dense, u‸ }\n')).toContain('units');
    expect(await labels('loss: { type: hinge, m‸ }\n')).toContain('margin');
  });

  test('of a list item offers layers, by name and with what they need', async () => {
    const offered = await labels('generator:\n  layers:\n    - tanh\n    - ‸\n');
    expect(offered).toEqual(
      expect.arrayContaining(['batch-norm', 'relu', 'conv-transpose', 'dense', 'type']),
    );
    expect(new Set(offered).size).toBe(offered.length);
    expect((await inserted('generator:\n  layers:\n    - ‸\n', 'relu')).text).toBe('relu');
  });

  test('of an item of a list of components below a component offers their kind', async () => {
    expect(await labels('data:\n  type: mnist\n  augment:\n    - ‸\n')).toEqual(
      expect.arrayContaining(['horizontal-flip', 'type']),
    );
    expect(
      await labels('generator:\n  layers:\n    - type: residual\n      layers:\n        - ‸\n'),
    ).toContain('relu');
  });

  test('of a component inside a component offers its kind', async () => {
    expect(await labels('metrics:\n  - type: frechet-distance\n    features: ‸\n')).toEqual(
      expect.arrayContaining(['lenet-mnist', 'pixels']),
    );
  });

  test('of a value offers the words that are allowed', async () => {
    expect(await labels('runtime:\n  backend: ‸\n')).toEqual(expect.arrayContaining(['auto', 'cpu', 'onnx']));
    expect(await labels('latent:\n  type: ‸\n')).toEqual(['normal', 'uniform']);
    expect(
      await labels('generator:\n  layers:\n    - type: conv\n      filters: 3\n      padding: ‸\n'),
    ).toEqual(['same', 'valid']);
    expect(await labels('loss:\n  type: hinge\n  margin: ‸\n')).not.toContain('null');
  });

  test('of a network offers layers and presets; of a rule, any and all', async () => {
    expect(await labels('generator:\n  ‸\n')).toEqual(['layers', 'type', 'weights']);
    expect(await labels('generator: ‸\n')).toEqual(expect.arrayContaining(['dcgan', 'mlp']));
    expect(await labels('stop:\n  ‸\n')).toEqual(
      expect.arrayContaining(['all', 'any', 'iterations', 'type']),
    );
    expect(await labels('stop:\n  any:\n    - type: plateau\n      ‸\n')).toEqual(
      expect.arrayContaining(['minDelta', 'monitor', 'patience']),
    );
    expect(await labels('stop:\n  any:\n    - type: plateau\n      ‸\n')).not.toContain('any');
  });

  test('in a file that extends another one offers options without their type', async () => {
    expect(await labels('extends: base.yaml\noptimizers:\n  generator:\n    ‸\n')).toEqual(
      expect.arrayContaining(['type', 'learningRate', 'momentum']),
    );
  });
});

describe('hover', () => {
  test.each([
    [
      'a key at the top',
      'bal‸ance: constant\n',
      'Who trains next: how many discriminator steps per generator step.',
    ],
    ['a key with a component', '‸data: { type: mnist }\n', 'The examples to learn from.'],
    ['a key with a type alone', '‸data: mnist\n', 'The examples to learn from.'],
    ['a key inside a part', 'checkpoint: { keep‸Last: 3 }\n', 'How many of the latest checkpoints are kept.'],
    [
      'an optimizer',
      'optimizers: { discri‸minator: { type: adam } }\n',
      'Optimizer of the discriminator. Left out: adam',
    ],
    [
      'a type',
      'loss: { type: hi‸nge }\n',
      '* `hinge`: The discriminator cares only for examples inside a margin.',
    ],
    [
      'a type alone',
      'loss: hi‸nge\n',
      '* `hinge`: The discriminator cares only for examples inside a margin.',
    ],
    ['a layer', 'generator: { layers: [re‸lu] }\n', '* `relu`: The rectifier: max(0, x).'],
    ['an option', 'generator: { layers: [{ type: dense, un‸its: 3 }] }\n', 'Size of the output.'],
    [
      'the form of an option',
      'stop: { type: plateau, pati‸ence: 3 }\n',
      'A whole number at least 1. Default: 10.',
    ],
    [
      'an option of the framework',
      'metrics: [{ type: mode-coverage, ev‸ery: 3 }]\n',
      'counted in iterations.',
    ],
    [
      'a rule inside rules',
      'stop: { any: [{ type: plateau, moni‸tor: x }] }\n',
      'Name of the metric value to watch',
    ],
    ['an allowed word', 'runtime: { backend: on‸nx }\n', '* `onnx`'],
  ])('tells of %s', async (_, text, says) => {
    expect(await hover(text)).toContain(says);
  });

  test('names the component that an option belongs to, and nothing of how the schema is built', async () => {
    const option = await hover('optimizers: { generator: { type: adam, be‸ta1: 0.5 } }\n');
    expect(option).toMatch(/^#### adam\n\nDecay of the running mean of gradients/);
    expect(await hover('runtime: { back‸end: onnx }\n')).not.toContain('||');
  });
});

describe('diagnostics', () => {
  test.each([
    ['a misspelt key', 'sead: 3', '1:1', 'Property sead is not allowed.'],
    ['a misspelt option', 'loss: { type: hinge, margn: 2 }', '1:22', 'Property margn is not allowed.'],
    [
      'an option of another type',
      'optimizers: { generator: { type: sgd, beta1: 0.5 } }',
      '1:39',
      'Property beta1 is not allowed.',
    ],
    [
      'a misspelt type',
      'loss: { type: hing }',
      '1:15',
      'There is no loss of this name. There are began, hinge,',
    ],
    ['a misspelt type alone', 'loss: hing', '1:7', 'Must be a loss: began, hinge,'],
    [
      'a misspelt layer',
      'generator: { layers: [tanh, rleu] }',
      '1:29',
      'Must be a layer: average-pool, batch-norm',
    ],
    [
      'a type alone that needs options',
      'generator: { layers: [dense] }',
      '1:23',
      'or { type: ..., with its options } for conv, conv-transpose, dense,',
    ],
    ['text for a number', 'seed: seven', '1:7', 'Must be a whole number at least 0, or a reference: ${...}.'],
    ['a fraction', 'data: { type: mnist, batchSize: 2.5 }', '1:33', 'Must be a whole number at least 1'],
    ['a number for text', 'name: 7', '1:7', 'Must be letters, digits, ".", "_" and "-"'],
    ['a list for one', 'loss: [hinge]', '1:7', 'Must be a loss:'],
    ['one for a list', 'regularizers: { type: r1 }', '1:15', 'Must be a list'],
    [
      'a value out of range',
      'data: { type: mnist, batchSize: 0 }',
      '1:33',
      'Value is below the minimum of 1.',
    ],
    ['a word that is not allowed', 'runtime: { backend: gpu }', '1:21', 'Valid values: "auto", "onnx"'],
    ['a missing option', 'generator: { layers: [{ type: dense }] }', '1:23', 'Missing property "units".'],
    ['a missing type', 'loss: { margin: 2 }', '1:1', 'Missing property "type".'],
    ['rules side by side', 'stop: { any: [time], all: [time] }', '1:22', 'Property all is not allowed.'],
    [
      'a mistake in an augmentation',
      'data: { type: mnist, augment: [{ type: flip }] }',
      '1:40',
      'There is no augmentation',
    ],
    [
      'a mistake in a rule in rules',
      'stop: { any: [{ all: [{ type: time, maxHours: 3 }] }] }',
      '1:37',
      'Property maxHours',
    ],
  ])('tell of %s, and of nothing else', async (_, line, at, says) => {
    const key = line.slice(0, line.indexOf(':'));
    const others = `${rest}data: mnist\n`.split('\n').filter((other) => !other.startsWith(`${key}:`));
    const [first, ...more] = await problems([line, ...others].join('\n'));
    expect(first).toMatch(new RegExp(`^${at} `));
    expect(first).toContain(says);
    expect(more).toEqual([]);
  });

  test('tell of every key that is missing', async () => {
    expect(await problems('seed: 3\n')).toEqual(
      ['data', 'generator', 'discriminator', 'stop'].map((key) => `1:1 Missing property "${key}".`),
    );
  });

  test('take a file that extends another one for what it is', async () => {
    const own = 'extends: base.yaml\nloss: { margin: 3 }\ncallbacks: null\nstop: { max: 100 }\n';
    expect(await problems(own)).toEqual([]);
    expect(await problems('extends: base.yaml\nloss: { margn: 3 }\n')).toEqual([
      '2:9 Property margn is not allowed.',
    ]);
  });

  test('ask nothing of a file that says it is a part of others, by an empty list of its own bases', async () => {
    expect(await problems('extends: []\ndata: { type: mnist, batchSize: 32 }\n')).toEqual([]);
  });

  test('take references and nulls', async () => {
    const own = `seed: \${env:SEED,3}\nloss: ~\ndata: { type: mnist, batchSize: "\${seed}" }\nruntime: { threads: null }\n`;
    expect(await problems(own + rest)).toEqual([]);
  });
});
