import { describe, expect, test } from 'vitest';
import { printSpec } from './print.js';
import { concealing } from './stored-form.js';
import { least, load, tryLoad } from './testing/load.fixture.js';

describe('the stored form of a spec', () => {
  test.each([
    ['${env:TEXT}', 'sw0rdfish', '${env:TEXT}'],
    ['by ${env:TEXT}, $${x}', 'by sw0rdfish, ${x}', 'by ${env:TEXT}, $${x}'],
    ['${env:GONE,nobody}', 'nobody', '${env:GONE,nobody}'],
    ['${env:GONE,${env:TEXT}!}', 'sw0rdfish!', '${env:GONE,${env:TEXT}!}'],
    ['${env:${env:WHICH}}', 'sw0rdfish', '${env:${env:WHICH}}'],
    ['${env:PIN}', '12345678', '${env:PIN}'],
    ['plain ${seed} $${env:TEXT}', 'plain 0 ${env:TEXT}', 'plain 0 $${env:TEXT}'],
  ])('has %s as it came from the environment, while the spec has its value', async (written, value, kept) => {
    const env = { TEXT: 'sw0rdfish', PIN: '12345678', WHICH: 'TEXT' };
    const { spec, stored } = await load(least(`description: '${written}'`), { env });
    expect(spec.description).toBe(value);
    expect(stored.spec.description).toBe(kept);
    const again = await load({ 'my-run.yaml': printSpec(stored) }, { env });
    expect(again.spec).toEqual(spec);
    expect(again.stored.spec).toEqual(stored.spec);
  });

  test('has for a copy of such a text the reference to the environment', async () => {
    const lines = 'description: of ${metrics.0.name}\nmetrics: [{ type: distance, name: "${env:TEXT}" }]';
    const { stored } = await load(least(lines), { env: { TEXT: 'sw0rdfish' } });
    expect(stored.spec.description).toBe('of ${env:TEXT}');
    expect(stored.variables).toMatchObject([{ name: 'TEXT', value: 'sw0rdfish' }]);
  });

  test('keeps names, numbers and what a schema lists', async () => {
    const env = { NAME: 'my-secret', SEED: '4', KIND: 'uniform' };
    const lines = 'name: ${env:NAME}\nseed: ${env:SEED}\nlatent: { type: "${env:KIND}", size: 2 }';
    const { stored } = await load(least(lines), { env });
    expect(stored.spec).toMatchObject({ name: 'my-secret', seed: 4, latent: { type: 'uniform' } });
    expect(stored.variables).toEqual([]);
  });
});

test('what is wrong with a value of the environment is told without it', async () => {
  const loaded = await tryLoad(least('loss: ${env:TEXT}\nseed: ${env:TEXT}'), { env: { TEXT: 'sw0rdfish' } });
  if (loaded.valid) throw new Error('it is not valid');
  const told = loaded.problems.map(({ message }) => message).join('\n');
  expect(told).toContain('${env:TEXT}');
  expect(told).not.toContain('sw0rdfish');
});

test('values are concealed wherever they stand, the longest first; short ones are words like others', () => {
  const conceal = concealing([
    { name: 'A', value: 'secret' },
    { name: 'B', value: 'secret-token' },
    { name: 'C', value: 'a' },
    { name: 'D', value: undefined },
  ]);
  expect(conceal('a secret-token, my-secret.')).toBe('a ${env:B}, my-${env:A}.');
});
