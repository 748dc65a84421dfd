import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Registry } from '@ganx/core/plugin';
import { loadExperiment, printSpec } from '@ganx/core/spec';
import { builtins } from '@ganx/plugins';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { mark, type Table } from './broken.js';
import { componentMistakes } from './components.js';
import { skeletonMistakes } from './skeleton.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const schema = JSON.parse(readFileSync(`${root}/schemas/experiment.schema.json`, 'utf8'));
const validate = new Ajv({ strict: false }).compile(schema);
const registry = () => Registry.of(builtins);

/** What an editor cannot see, and why. */
const unseen = new Set([
  'a plugin that cannot be found', // it does not look for files
]);

describe('an editor with the committed schema', () => {
  const tables: Table = { ...skeletonMistakes, ...componentMistakes };
  test.each(Object.keys(tables))('sees %s', (name) => {
    const { spec } = tables[name]!;
    if (typeof spec !== 'string') throw new Error('These tables hold single files.');
    expect(validate(parse(spec.replaceAll(mark, '')))).toBe(unseen.has(name));
  });
});

const gallery = readdirSync(`${root}/experiments`, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.yaml') && !name.startsWith('sweeps'),
);

describe.each(gallery)('experiments/%s', (name) => {
  const file = `${root}/experiments/${name}`;

  test('is valid for an editor', () => {
    expect(validate(parse(readFileSync(file, 'utf8'))), JSON.stringify(validate.errors)).toBe(true);
  });

  test('is valid, and its resolved form is valid for an editor and loads to itself', async () => {
    const loaded = await loadExperiment({ file, registry });
    if (!loaded.valid) throw new Error(JSON.stringify(loaded.problems));
    const printed = parse(printSpec(loaded.stored));
    expect(printed).toEqual(loaded.spec);
    expect(validate(printed), JSON.stringify(validate.errors)).toBe(true);
  });
});
