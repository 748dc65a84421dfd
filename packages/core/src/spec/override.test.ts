import { describe, expect, test } from 'vitest';
import { least, load, tryLoad } from './testing/load.fixture.js';

const layers = 'generator: { layers: [{ type: dense, units: 1 }, tanh] }';
const override = async (lines: string, ...overrides: string[]) =>
  (await load(least(lines), { overrides })).spec;

describe('an override', () => {
  test('sets a key of the file', async () => {
    expect((await override('seed: 1', 'seed=2')).seed).toBe(2);
  });

  test('sets a key that the file left to its default', async () => {
    const spec = await override(
      '',
      'balance.discriminatorSteps=5',
      'optimizers.generator.learningRate=1e-3',
      'latent.size=2',
    );
    expect(spec.balance).toEqual({ type: 'constant', discriminatorSteps: 5 });
    expect(spec.optimizers.generator).toEqual({ type: 'adam', learningRate: 1e-3, beta1: 0.5 });
    expect(spec.optimizers.discriminator).toMatchObject({ learningRate: 2e-4 });
    expect(spec.latent).toEqual({ type: 'normal', size: 2 });
  });

  test('sets an option of a component that the file names by a bare string', async () => {
    expect((await override('loss: hinge', 'loss.labelSmoothing=0.1')).loss).toEqual({
      type: 'hinge',
      labelSmoothing: 0.1,
    });
    expect((await override('', 'generator.hidden=3')).generator).toEqual({ type: 'mlp', hidden: 3 });
  });

  test('reaches into lists', async () => {
    expect((await override(layers, 'generator.layers.0.units=7')).generator).toMatchObject({
      layers: [{ units: 7 }, {}],
    });
    expect((await override(layers, 'generator.layers[0].units=7')).generator).toMatchObject({
      layers: [{ units: 7 }, {}],
    });
    expect((await override('logging: [jsonl]', 'logging.0.every=3')).logging).toEqual([
      { type: 'jsonl', every: 3 },
    ]);
  });

  test('appends to a list with +', async () => {
    expect(
      (await override('metrics: [distance]', '+metrics.1={type: distance, name: b}')).metrics,
    ).toHaveLength(2);
    expect((await override('', '+metrics=[distance]')).metrics).toHaveLength(1);
  });

  test('adds with +, and sets or adds with ++', async () => {
    expect((await override('', '+seed=3')).seed).toBe(3);
    expect((await override('seed: 1', '++seed=3')).seed).toBe(3);
    expect((await override('', '++ema.decay=0.5')).ema).toEqual({
      decay: 0.5,
      rampUp: 0.05,
      startIteration: 0,
    });
  });

  test('deletes with ~, also when given the value that is there', async () => {
    expect(await override('ema: {}', '~ema')).not.toHaveProperty('ema');
    expect((await override('seed: 3', '~seed=3')).seed).toBe(0);
    expect((await override(layers, '~generator.layers.0')).generator).toEqual({ layers: [{ type: 'tanh' }] });
  });

  test('drops the old options when it changes a type, whether by type, bare string or map', async () => {
    const sgd = 'optimizers: { generator: { type: sgd, decay: linear, learningRate: 0.5 } }';
    for (const change of ['.type=adam', '=adam', '={type: adam}']) {
      const spec = await override(sgd, `optimizers.generator${change}`);
      expect(spec.optimizers.generator).toEqual({ type: 'adam', learningRate: 1e-3, beta1: 0.9 });
    }
  });

  test('does not lose what another override says when it changes a type, in either order', async () => {
    const pair = ['optimizers.generator.learningRate=0.25', 'optimizers.generator.type=sgd'];
    for (const overrides of [pair, [...pair].reverse()]) {
      const spec = await override('', ...overrides);
      expect(spec.optimizers.generator).toEqual({ type: 'sgd', learningRate: 0.25, decay: 'none' });
    }
  });

  test('changes a type inside a component as well', async () => {
    const metrics = 'metrics: [{ type: distance, features: { type: pixels, size: 3 }, every: 7 }]';
    expect((await override(metrics, 'metrics.0.features.size=4')).metrics[0]).toMatchObject({
      features: { size: 4 },
      every: 7,
      classes: 'data',
    });
    const changed = await tryLoad(least(metrics), { overrides: ['metrics.0.type=coverage'] });
    expect(changed.valid && changed.spec.metrics[0]).toEqual({ type: 'coverage', every: 7, classes: 'data' });
  });

  test('merges a map into a map', async () => {
    expect((await override('runtime: { threads: 2 }', 'runtime={backend: cpu}')).runtime).toEqual({
      backend: 'cpu',
      threads: 2,
    });
    expect((await override('', 'balance={discriminatorSteps: 3}')).balance).toEqual({
      type: 'constant',
      discriminatorSteps: 3,
    });
  });

  test('with null takes a key away', async () => {
    expect((await override('seed: 3', 'seed=null')).seed).toBe(0);
  });

  test('is text where text is expected, although it looks like a number', async () => {
    expect((await override('', 'name=007')).name).toBe('007');
    expect((await override('', "name='1e3'")).name).toBe('1e3');
    expect((await override('', 'description=true')).description).toBe('true');
  });

  test.each([
    'see issue #2705',
    'R&D',
    '*',
    'a: b',
    '- a',
    '| x',
    '> x',
    '? x',
    '!tag',
    '---',
    ' a ',
    '9007199254740993',
  ])('keeps the text %j whole', async (text) => {
    expect((await override('', `description=${text}`)).description).toBe(text);
  });

  test.each([
    ['seed=9007199254740993', 'No 64-bit number is exactly that.'],
    ['optimizers.generator.learningRate=1e400', 'No 64-bit number is exactly that.'],
    ['optimizers.generator.learningRate=.inf', 'must be a number'],
  ])('refuses %s', async (text, says) => {
    const loaded = await tryLoad(least(), { overrides: [text] });
    expect(!loaded.valid && loaded.problems.map(({ message }) => message).join()).toContain(says);
  });

  test('may hold an equals sign, a list, a map and references', async () => {
    expect((await override('', 'description=a=b')).description).toBe('a=b');
    expect((await override('', 'data.range=[0, 1]')).data.range).toEqual([0, 1]);
    expect((await override('seed: 4', 'latent.size=${seed}')).latent.size).toBe(4);
  });
});

describe('--set and --unset', () => {
  test('apply after the overrides, in this order', async () => {
    const { spec } = await load(least('seed: 1\nema: {}'), {
      overrides: ['seed=2'],
      set: ['seed=3', 'name=x'],
      unset: ['ema', 'name'],
    });
    expect(spec).toMatchObject({ seed: 3, name: 'my-run' });
    expect(spec).not.toHaveProperty('ema');
  });

  test('are lines of the command line after the overrides', async () => {
    const loaded = await tryLoad(least(), { overrides: ['seed=1', 'name=b'], set: ['seed=x'] });
    expect(!loaded.valid && loaded.problems).toMatchObject([{ file: 'command line', line: 3, column: 6 }]);
    expect(loaded.sources.at(-1)).toEqual({ file: 'command line', text: 'seed=1\nname=b\nseed=x' });
  });

  test.each([
    [{ overrides: ['seed=1', 'seed=2'] }, 'seed'],
    [{ overrides: ['seed=1', '++seed=1'] }, 'seed'],
    [{ overrides: ['metrics[0].every=3', 'metrics.0.every=4'] }, 'metrics.0.every'],
    [{ set: ['seed=1', 'seed=2'] }, 'seed'],
  ])('for one place are refused when they stand twice: %j', async (options, path) => {
    const loaded = await tryLoad(least('metrics: [distance]'), options);
    expect(!loaded.valid && loaded.problems).toMatchObject([{ code: 'GANX_SPEC_OVERRIDE', line: 2, path }]);
    expect(!loaded.valid && loaded.problems[0]!.message).toContain(`"${path}" is set twice`);
  });
});
