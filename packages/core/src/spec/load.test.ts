import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PluginError } from '../errors.js';
import { least, load, tryLoad, write } from './testing/load.fixture.js';
import { fixtureRegistry } from './testing/plugin.fixture.js';

describe('a spec that leaves everything optional out', () => {
  test('is completed with the documented defaults', async () => {
    const { spec } = await load(least());
    expect(spec).toEqual({
      name: 'my-run',
      seed: 0,
      plugins: [],
      runtime: { backend: 'auto' },
      data: { type: 'digits', modes: 8, batchSize: 64, range: [-1, 1], augment: [] },
      latent: { type: 'normal', size: 100 },
      conditioning: { type: 'none' },
      generator: { type: 'mlp', hidden: 16 },
      discriminator: { type: 'mlp', hidden: 16 },
      loss: { type: 'non-saturating', labelSmoothing: 0 },
      regularizers: [],
      optimizers: {
        generator: { type: 'adam', learningRate: 2e-4, beta1: 0.5 },
        discriminator: { type: 'adam', learningRate: 2e-4, beta1: 0.5 },
      },
      balance: { type: 'constant', discriminatorSteps: 1 },
      metrics: [],
      stop: { type: 'iterations', max: 10 },
      callbacks: [],
      logging: [
        { type: 'tensorboard', every: 10 },
        { type: 'jsonl', every: 10 },
      ],
      checkpoint: { every: 1000, keepLast: 3 },
    });
  });

  test('has no average of weights and no best checkpoint, since those have no default', async () => {
    const { spec } = await load(least());
    expect(spec).not.toHaveProperty('ema');
    expect(spec.checkpoint).not.toHaveProperty('keepBest');
  });
});

describe('components', () => {
  test('are a bare string or a map with a type, in every place', async () => {
    const { spec } = await load(
      least(`loss: hinge
stop: { any: [{ all: [{ type: iterations, max: 3 }] }, { type: plateau, monitor: distance }] }
generator: { layers: [{ type: residual, layers: [tanh, sigmoid] }, tanh] }
metrics: [distance, { type: distance, name: other, features: { type: pixels, size: 4 } }]`),
    );
    expect(spec.loss).toEqual({ type: 'hinge', labelSmoothing: 0 });
    expect(spec.generator).toEqual({
      layers: [{ type: 'residual', layers: [{ type: 'tanh' }, { type: 'sigmoid' }] }, { type: 'tanh' }],
    });
    expect(spec.metrics).toEqual([
      { type: 'distance', features: { type: 'pixels', size: 8 }, name: 'distance', every: 1000 },
      { type: 'distance', features: { type: 'pixels', size: 4 }, name: 'other', every: 1000 },
    ]);
    expect(spec.stop).toEqual({
      any: [
        { all: [{ type: 'iterations', max: 3 }] },
        { type: 'plateau', monitor: 'distance', patience: 10 },
      ],
    });
  });

  test('with a type of their own do not inherit options of the default', async () => {
    const { spec } = await load(least('optimizers: { generator: { type: adam } }'));
    expect(spec.optimizers.generator).toEqual({ type: 'adam', learningRate: 1e-3, beta1: 0.9 });
    expect(spec.optimizers.discriminator).toEqual({ type: 'adam', learningRate: 2e-4, beta1: 0.5 });
  });

  test('take a null as "not there", except where their schema has a null', async () => {
    const { spec } = await load(
      least(
        'generator: { layers: [{ type: dense, units: 2, bias: null, limit: null }] }\nema: null\nseed: ~',
      ),
    );
    expect(spec.generator).toEqual({ layers: [{ type: 'dense', units: 2, bias: true, limit: null }] });
    expect(spec).not.toHaveProperty('ema');
    expect(spec.seed).toBe(0);
  });

  test('keep the order of their schema, whatever order was written', async () => {
    const { spec } = await load(
      'stop: { max: 3, type: iterations }\ndiscriminator: mlp\ngenerator: mlp\ndata: digits\n',
    );
    expect(Object.keys(spec).slice(0, 6)).toEqual(['name', 'seed', 'plugins', 'runtime', 'data', 'latent']);
    expect(Object.keys(spec.stop)).toEqual(['type', 'max']);
  });
});

describe('the name', () => {
  test.each([
    ['mnist-cgan.yaml', 'mnist-cgan'],
    ['my run (2).yml', 'my-run-2-'],
    ['_x.yaml', 'x'],
    ['über.yaml', 'ber'],
    ['!!!.yaml', 'experiment'],
  ])('of %s is %s when the spec gives none', async (file, name) => {
    expect((await load({ [file]: least() })).spec.name).toBe(name);
  });
});

describe('plugins', () => {
  test('are asked for with the list of the spec and its folder', async () => {
    const file = write({ 'a.yaml': least('plugins: ["@acme/maps", ./mine.ts]') });
    let asked: unknown;
    await load(
      { 'a.yaml': least() },
      {
        file,
        registry: (plugins, directory) => {
          asked = { plugins, directory };
          return fixtureRegistry();
        },
      },
    );
    expect(asked).toEqual({ plugins: ['@acme/maps', './mine.ts'], directory: dirname(file) });
  });

  test('of a base in another folder are seen from the spec', async () => {
    const { spec } = await load({
      'a.yaml': least('extends: shared/base.yaml'),
      'shared/base.yaml': 'plugins: [./near.ts, ../far.ts, package]\n',
    });
    expect(spec.plugins).toEqual(['./shared/near.ts', './far.ts', 'package']);
  });

  test('that fail are no mistake of the spec: the error goes through', async () => {
    const failing = tryLoad(least(), {
      registry: () => {
        throw new PluginError('GANX_PLUGIN_THREW', 'It threw.');
      },
    });
    await expect(failing).rejects.toThrow('It threw.');
  });
});

describe('what a loaded spec tells', () => {
  const files = {
    'my-run.yaml': `extends: base.yaml
name: x
generator:
  layers:
    - { type: dense, units: 4 }
    - tanh
`,
    'base.yaml':
      'data: digits\ndiscriminator: mlp\nstop: { type: iterations, max: 10 }\nseed: ${env:SEED,3}\n',
  };

  test('is where a path was written, for problems that show up later', async () => {
    const { locate } = await load(files, { overrides: ['stop.max=20'] });
    const at = (path: string): string => {
      const { file, line, column } = locate(path);
      return `${basename(file)}:${line}:${column}`;
    };
    expect(at('generator.layers.0.units')).toBe('my-run.yaml:5:29');
    expect(at('generator.layers.0')).toBe('my-run.yaml:5:7');
    expect(at('generator.layers[1]')).toBe('my-run.yaml:6:7');
    expect(at('generator.layers.1.type')).toBe('my-run.yaml:6:7');
    expect(at('generator')).toBe('my-run.yaml:3:1');
    expect(at('data.type')).toBe('base.yaml:1:7');
    expect(at('stop.max')).toBe('command line:1:10');
  });

  test('is the nearest written thing for what nobody wrote', async () => {
    const { locate } = await load(files);
    expect(locate('generator.layers.0.bias')).toMatchObject({ line: 5, column: 7 });
    expect(locate('generator.layers.9.filters')).toMatchObject({ line: 4, column: 3 });
    expect(locate('balance.discriminatorSteps').file).toBe(locate('').file);
  });

  test('is a located problem for any path', async () => {
    const { problem, directory } = await load(files);
    expect(problem('generator.layers.1', 'GANX_SPEC_SHAPE', 'Too wide.')).toEqual({
      code: 'GANX_SPEC_SHAPE',
      file: join(directory, 'my-run.yaml'),
      line: 6,
      column: 7,
      path: 'generator.layers.1',
      message: 'Too wide.',
      suggestions: [],
    });
  });

  test('is where each value came from', async () => {
    const { provenance, directory } = await load(files, { overrides: ['stop.max=20'] });
    const base = join(directory, 'base.yaml');
    expect(provenance.get('data.type')).toEqual({ from: 'file', file: base, line: 1, column: 7 });
    expect(provenance.get('seed')).toEqual({
      from: 'file',
      file: base,
      line: 4,
      column: 7,
      reference: '${env:SEED,3}',
    });
    expect(provenance.get('stop.max')).toEqual({ from: 'command line', argument: 1, text: 'stop.max=20' });
    expect(provenance.get('balance.discriminatorSteps')).toEqual({ from: 'default' });
    expect(provenance.get('metrics')).toEqual({ from: 'default' });
    expect(provenance.has('data')).toBe(false);
  });
});
