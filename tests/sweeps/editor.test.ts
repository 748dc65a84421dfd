import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Registry } from '@ganx/core/plugin';
import { sweepSchema } from '@ganx/core/sweep';
import { builtins } from '@ganx/plugins';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const valid = new Ajv({ strict: false }).compile(sweepSchema(Registry.of(builtins)) as object);
const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the schema for editors', () => {
  test.each(
    ['tests/sweeps/wandb', 'experiments/sweeps'].flatMap((folder) =>
      readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
    ),
  )('takes %s', (file) => {
    expect(valid(parse(readFileSync(join(root, file), 'utf8'))), JSON.stringify(valid.errors)).toBe(true);
  });

  test.each([
    ['an unknown key', { method: 'random', paramters: {} }],
    ['an unknown method', { method: 'randm', parameters: { a: { value: 1 } } }],
    ['a parameter that is no map', { method: 'random', parameters: { a: 1 } }],
    [
      'a key that the distribution does not take',
      { method: 'random', parameters: { a: { distribution: 'normal', min: 1 } } },
    ],
    [
      'a distribution that does not exist',
      { method: 'random', parameters: { a: { distribution: 'gauss' } } },
    ],
    [
      'a mistake in a nested parameter',
      { method: 'random', parameters: { a: { parameters: { b: { valus: [1] } } } } },
    ],
    [
      'a mistake in the parameter of a type',
      { method: 'random', parameters: { a: { types: { x: { b: { vale: 1 } } } } } },
    ],
    [
      'an unknown option of a pruner',
      {
        method: 'random',
        parameters: { a: { value: 1 } },
        early_terminate: { type: 'asha', minIteration: 3 },
      },
    ],
  ])('refuses %s', (_, sweep) => {
    expect(valid(sweep)).toBe(false);
  });
});
