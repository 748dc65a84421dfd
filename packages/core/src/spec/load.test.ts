import { symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PluginError, PluginListError, SpecError } from '../errors.js';
import { exitCodeOfError } from '../exit-code.js';
import { type LoadOptions, loadExperiment } from './load.js';
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
      data: { type: 'digits', modes: 8, batchSize: 64, range: [-1, 1], augment: [], emptyClasses: 'refuse' },
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
      checkpoint: { every: 1000, everyMinutes: 5, keepLast: 3 },
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
      {
        type: 'distance',
        features: { type: 'pixels', size: 8 },
        name: 'distance',
        every: 1000,
        classes: 'data',
      },
      {
        type: 'distance',
        features: { type: 'pixels', size: 4 },
        name: 'other',
        every: 1000,
        classes: 'data',
      },
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
    const directory = dirname(file);
    const plugins = ['@acme/maps', './mine.ts'].map((reference) => ({ reference, directory, by: 'file' }));
    expect(asked).toEqual({ plugins, directory });
  });

  test('of a base in another folder are seen from the spec', async () => {
    const { spec } = await load({
      'a.yaml': least('extends: shared/base.yaml'),
      'shared/base.yaml': 'plugins: [./near.ts, ../far.ts, package]\n',
    });
    expect(spec.plugins).toEqual(['./shared/near.ts', './far.ts', 'package']);
  });

  test('of a base are looked up as packages from the folder of the base', async () => {
    const file = write({
      'a.yaml': least('extends: shared/base.yaml'),
      'shared/base.yaml': 'plugins: [package]\n',
      'package.json': '{}',
    });
    const registry: LoadOptions['registry'] = (plugins) => {
      expect(plugins).toEqual([
        { reference: 'package', directory: join(dirname(file), 'shared'), by: 'file' },
      ]);
      return fixtureRegistry();
    };
    expect((await loadExperiment({ file, registry })).valid).toBe(true);
    expect.assertions(2);
  });

  describe('that nobody listed in the project are refused before any is asked for:', () => {
    const never = () => {
      throw new Error('A plugin was asked for.');
    };
    const refused = async (file: string, options: Partial<LoadOptions> = {}) => {
      const loaded = await loadExperiment({ file, registry: never, ...options });
      expect(loaded.valid).toBe(false);
      return loaded.valid ? [] : loaded.problems;
    };

    test.each([
      ['beside the spec of no project', {}],
      ['outside the folder with the package.json', { 'project/package.json': '{}' }],
      ['in a package', { 'package.json': '{}', '../base': 'node_modules/evil/base.yaml' }],
    ])('a base %s', async (_, { '../base': base = 'base.yaml', ...more }: Record<string, string>) => {
      const file = write({
        'project/specs/a.yaml': least(`extends: ../../${base}`),
        [base]: 'plugins: [./evil.mjs]\n',
        ...more,
      });
      const [problem, ...others] = await refused(file);
      expect(others).toEqual([]);
      expect(problem).toMatchObject({ code: 'GANX_SPEC_PLUGIN', path: 'plugins.0', line: 1, column: 11 });
      expect(problem?.file.endsWith(base)).toBe(true);
      expect(problem?.message).toContain('list the plugins that you want under "plugins" in the spec itself');
    });

    test('a base elsewhere that is reached by a link', async () => {
      const file = write({
        'project/a.yaml': least('extends: base.yaml'),
        'evil.yaml': 'plugins: [./evil.mjs]\n',
      });
      symlinkSync(join(dirname(file), '../evil.yaml'), join(dirname(file), 'base.yaml'));
      expect((await refused(file))[0]?.message).toContain('stands outside the project');
    });

    test.each([
      ['an entry', 'description: ./evil.mjs\nplugins: ["${description}"]'],
      ['a part of an entry', 'description: evil\nplugins: ["./${description}.mjs"]'],
      ['an entry from the environment', 'plugins: ["${env:EVIL}"]'],
      ['the list', 'metrics: [./evil.mjs]\nplugins: ${metrics}'],
    ])('%s that is a reference', async (_, lines) => {
      const problems = await refused(write({ 'a.yaml': least(lines) }), { env: { EVIL: './evil.mjs' } });
      expect(problems.map(({ code }) => code)).toEqual(['GANX_SPEC_PLUGIN']);
      expect(problems[0]?.message).toContain('Write each package or path out');
    });

    test('a reference on the command line', async () => {
      const file = write({ 'a.yaml': least('description: ./evil.mjs') });
      const problems = await refused(file, { overrides: ['+plugins=["${description}"]'] });
      expect(problems.map(({ code }) => code)).toEqual(['GANX_SPEC_PLUGIN']);
    });
  });

  test('that the command line lists are asked for', async () => {
    const file = write({ 'a.yaml': least() });
    let asked: unknown;
    const registry: LoadOptions['registry'] = (plugins) => {
      asked = plugins;
      return fixtureRegistry();
    };
    await loadExperiment({ file, overrides: ['+plugins=[./mine.ts]'], registry });
    expect(asked).toEqual([{ reference: './mine.ts', directory: dirname(file), by: 'command line' }]);
  });

  test('that cannot be used are problems at their entries, all at once, and the code says whose mistake it is', async () => {
    const file = write({ 'a.yaml': least('plugins:\n  - ./gone.ts\n  - ./broken.ts') });
    const failure = (reference: string, code: string) => ({
      reference,
      error: new PluginError(code, `No ${reference}.`),
    });
    const loaded = await loadExperiment({
      file,
      registry: () => {
        throw new PluginListError([
          failure('./broken.ts', 'GANX_PLUGIN_THREW'),
          failure('./gone.ts', 'GANX_PLUGIN_NOT_FOUND'),
        ]);
      },
    });
    const problems = loaded.valid ? [] : loaded.problems;
    expect(problems.map(({ code, line, path }) => [code, line, path])).toEqual([
      ['GANX_SPEC_PLUGIN', 2, 'plugins.0'],
      ['GANX_PLUGIN_THREW', 3, 'plugins.1'],
    ]);
    expect(exitCodeOfError(new SpecError(problems))).toBe(3);
    expect(exitCodeOfError(new SpecError(problems.slice(0, 1)))).toBe(2);
  });

  test('that are installed but not listed are named when their namespace is met', async () => {
    const installed = () => [{ name: '@acme/gan-losses', version: '1.0.0', folder: '/x', namespace: 'acme' }];
    const loaded = await tryLoad(least('loss: acme/soft'), { installed });
    expect(loaded.valid ? [] : loaded.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        'The package "@acme/gan-losses" is installed and may bring it: add it to "plugins".',
      ),
    ]);
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
