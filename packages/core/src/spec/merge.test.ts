import { describe, expect, test } from 'vitest';
import { least, load } from './testing/load.fixture.js';

const extend = async (base: string, over: string) =>
  (await load({ 'over.yaml': `extends: base.yaml\n${over}`, 'base.yaml': least(base) })).spec;

describe('a file that extends another', () => {
  test('merges maps key by key', async () => {
    const spec = await extend('runtime: { threads: 2 }\nseed: 1', 'runtime: { backend: cpu }\n');
    expect(spec).toMatchObject({ seed: 1, runtime: { threads: 2, backend: 'cpu' } });
  });

  test('replaces lists', async () => {
    const spec = await extend('logging: [tensorboard, jsonl]', 'logging: [jsonl]\n');
    expect(spec.logging).toEqual([{ type: 'jsonl', every: 10 }]);
  });

  test('takes back with null what the base says, so that the default holds again', async () => {
    const spec = await extend(
      'ema: { decay: 0.9 }\nseed: 5\nlatent: { size: 3 }',
      'ema: null\nseed: null\nlatent: { size: null }\n',
    );
    expect(spec).not.toHaveProperty('ema');
    expect(spec).toMatchObject({ seed: 0, latent: { size: 100 } });
  });

  test('keeps options of a component whose type it does not change', async () => {
    const base = 'optimizers: { generator: { type: sgd, learningRate: 0.5 } }';
    expect(
      (await extend(base, 'optimizers: { generator: { decay: linear } }\n')).optimizers.generator,
    ).toEqual({
      type: 'sgd',
      learningRate: 0.5,
      decay: 'linear',
    });
    expect((await extend(base, 'optimizers: { generator: sgd }\n')).optimizers.generator).toMatchObject({
      learningRate: 0.5,
    });
  });

  test('drops the old options when it changes the type', async () => {
    const base = 'optimizers: { generator: { type: sgd, learningRate: 0.5, decay: linear } }';
    const adam = { type: 'adam', learningRate: 1e-3, beta1: 0.9 };
    expect((await extend(base, 'optimizers: { generator: { type: adam } }\n')).optimizers.generator).toEqual(
      adam,
    );
    expect((await extend(base, 'optimizers: { generator: adam }\n')).optimizers.generator).toEqual(adam);
  });

  test('keeps what the framework reads of a dataset when it changes the type', async () => {
    const spec = await extend('data: { type: digits, modes: 3, batchSize: 7 }', 'data: ring\n');
    expect(spec.data).toMatchObject({ type: 'ring', modes: 8, batchSize: 7 });
  });

  test('changes a network between layers and a preset', async () => {
    const layers = 'generator: { layers: [tanh] }';
    const preset = 'generator: { type: mlp, hidden: 3 }';
    expect((await extend(layers, `${preset}\n`)).generator).toEqual({ type: 'mlp', hidden: 3 });
    expect((await extend(preset, `${layers}\n`)).generator).toEqual({ layers: [{ type: 'tanh' }] });
  });

  test('changes a stopping rule between one, any and all', async () => {
    const rule = '{ type: iterations, max: 3 }';
    expect((await extend(`stop: ${rule}`, `stop: { all: [${rule}] }\n`)).stop).toEqual({
      all: [{ type: 'iterations', max: 3 }],
    });
    expect((await extend(`stop: { any: [${rule}] }`, `stop: { all: [${rule}] }\n`)).stop).not.toHaveProperty(
      'any',
    );
    expect((await extend(`stop: { any: [${rule}] }`, `stop: ${rule}\n`)).stop).toEqual({
      type: 'iterations',
      max: 3,
    });
  });

  test('keeps the size of the latent when it changes its distribution, which is no component', async () => {
    expect((await extend('latent: { size: 3 }', 'latent: uniform\n')).latent).toEqual({
      type: 'uniform',
      size: 3,
    });
  });

  test('adds options to a base that names a component by a bare string', async () => {
    expect((await extend('loss: hinge', 'loss: { labelSmoothing: 0.2 }\n')).loss).toEqual({
      type: 'hinge',
      labelSmoothing: 0.2,
    });
  });
});

describe('several bases', () => {
  test('are laid on each other in order, each relative to its own file', async () => {
    const { spec, sources } = await load({
      'over.yaml': 'extends: [one.yaml, two/two.yaml]\nname: over\n',
      'one.yaml': least('seed: 1\ndescription: one'),
      'two/two.yaml': 'extends: three.yaml\nseed: 2\n',
      'two/three.yaml': 'seed: 3\nruntime: { threads: 3 }\n',
    });
    expect(spec).toMatchObject({ name: 'over', seed: 2, description: 'one', runtime: { threads: 3 } });
    expect(sources).toHaveLength(4);
  });

  test('may share a base', async () => {
    const { spec, sources } = await load({
      'over.yaml': 'extends: [a.yaml, b.yaml]\n',
      'a.yaml': 'extends: base.yaml\nseed: 1\n',
      'b.yaml': 'extends: base.yaml\nname: b\n',
      'base.yaml': least('runtime: { threads: 3 }'),
    });
    expect(spec).toMatchObject({ seed: 1, name: 'b', runtime: { threads: 3 } });
    expect(sources).toHaveLength(4);
  });
});
