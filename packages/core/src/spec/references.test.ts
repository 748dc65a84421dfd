import { describe, expect, test } from 'vitest';
import { least, load, tryLoad } from './testing/load.fixture.js';

const resolve = async (lines: string, env: Record<string, string> = {}) =>
  (await load(least(lines), { env })).spec;

describe('a reference', () => {
  test('alone in a value keeps the type of what it names', async () => {
    const spec = await resolve(
      'seed: ${latent.size}\nlatent: { size: 12 }\ncheckpoint: { every: "${seed}" }',
    );
    expect(spec).toMatchObject({ seed: 12, checkpoint: { every: 12 } });
  });

  test('may name a whole part, which is copied', async () => {
    const spec = await resolve(
      'optimizers: { generator: { type: sgd, learningRate: 0.5 }, discriminator: "${optimizers.generator}" }',
    );
    expect(spec.optimizers.discriminator).toEqual(spec.optimizers.generator);
    expect(spec.optimizers.discriminator).toMatchObject({ type: 'sgd', learningRate: 0.5 });
  });

  test('inside text becomes text', async () => {
    expect((await resolve('seed: 3\ndescription: seed ${seed} of ${name}!')).description).toBe(
      'seed 3 of my-run!',
    );
  });

  test('goes through other references, in any order', async () => {
    const spec = await resolve(
      'description: ${name}-${seed}\nname: r${seed}\nseed: ${latent.size}\nlatent: { size: 4 }',
    );
    expect(spec).toMatchObject({ description: 'r4-4', name: 'r4', seed: 4 });
  });

  test('may be put together from references', async () => {
    const spec = await resolve('seed: ${${name}.size}\nname: latent\nlatent: { size: 4 }');
    expect(spec.seed).toBe(4);
  });

  test('may name a documented default that the file does not write', async () => {
    const spec = await resolve(
      'seed: ${data.batchSize}\nlatent: { size: "${checkpoint.every}" }\ndescription: r-${optimizers.generator.beta1}',
    );
    expect(spec).toMatchObject({ seed: 64, latent: { size: 1000 }, description: 'r-0.5' });
  });

  test('may name a type', async () => {
    expect((await resolve('loss: ${env:LOSS}', { LOSS: 'hinge' })).loss.type).toBe('hinge');
    expect((await resolve('loss: { type: "${env:LOSS}" }', { LOSS: 'hinge' })).loss.type).toBe('hinge');
  });

  test('after $ is plain text', async () => {
    expect((await resolve('description: a $${seed} and $$${x} and $5')).description).toBe(
      'a ${seed} and $${x} and $5',
    );
  });
});

describe('an environment variable', () => {
  test('is read as YAML reads a plain value', async () => {
    expect((await resolve('seed: ${env:SEED}', { SEED: '12' })).seed).toBe(12);
    expect((await resolve('ema: { decay: "${env:DECAY}" }', { DECAY: '5e-1' })).ema?.decay).toBe(0.5);
  });

  test('is text where text is expected', async () => {
    expect((await resolve('name: ${env:RUN}', { RUN: '007' })).name).toBe('007');
    expect((await resolve('name: run-${env:RUN}', { RUN: '007' })).name).toBe('run-007');
    expect((await resolve('description: ${env:TEXT}', { TEXT: '# no: comment ${seed}' })).description).toBe(
      '# no: comment ${seed}',
    );
  });

  test('that is not set has its default, which may be empty, a reference or another variable', async () => {
    expect((await resolve('seed: ${env:SEED,5}')).seed).toBe(5);
    expect((await resolve('description: "${env:TEXT,}"')).description).toBe('');
    expect((await resolve('seed: ${env:SEED,${latent.size}}')).seed).toBe(100);
    expect((await resolve('description: ${env:A,${env:B,none}, or so}', { B: 'b' })).description).toBe(
      'b, or so',
    );
  });

  test('that is set does not look at its default', async () => {
    expect((await resolve('seed: ${env:SEED,${nobody}}', { SEED: '1' })).seed).toBe(1);
  });
});

test('references that double what they copy are stopped', async () => {
  const lines = ['description: x', 'plugins: [a, b, c, d, e, f, g, h, i, j]'];
  const keys = ['metrics', 'callbacks', 'regularizers', 'logging', 'runtime', 'latent'];
  let before = 'plugins';
  for (const key of keys) {
    lines.push(`${key}: [${Array(10).fill(`"\${${before}}"`).join(', ')}]`);
    before = key;
  }
  const loaded = await tryLoad(least(lines.join('\n')));
  expect(!loaded.valid && loaded.problems.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('copy more than 10000 values'),
  );
});
