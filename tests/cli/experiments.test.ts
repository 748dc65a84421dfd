import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ganx, root, temporaryFolder } from './ganx.js';

const specs = ['', 'gallery/'].flatMap((folder) =>
  readdirSync(join(root, 'experiments', folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => `${folder}${file}`),
);

test('every experiment of the gallery passes the check, and no advice is left unheeded', async () => {
  const { code, stderr, json } = await ganx([
    'check',
    ...specs.map((file) => `experiments/${file}`),
    '--strict',
    '--json',
  ]);
  expect(json.problems, stderr).toEqual([]);
  expect(code).toBe(0);
});

test('the committed schema accepts every experiment as it is written', () => {
  const schema = JSON.parse(readFileSync(join(root, 'schemas/experiment.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
  for (const file of specs) {
    const text = readFileSync(join(root, 'experiments', file), 'utf8');
    expect(text, file).toMatch(
      /^# yaml-language-server: \$schema=(\.\.\/)+schemas\/experiment\.schema\.json\n/,
    );
    expect(validate(parse(text)) || validate.errors, file).toBe(true);
  }
});

describe.each(specs)('%s', (file) => {
  test('trains, evaluates and saves with a small batch and few samples', async () => {
    const runs = join(temporaryFolder(), 'runs');
    const { code, stderr, json } = await ganx([
      'run',
      `experiments/${file}`,
      'data.batchSize=4',
      'stop={type: iterations, max: 2}',
      'metrics.0.samples=64',
      'metrics.0.every=2',
      'callbacks=[{type: sample-grid, every: 2}]',
      '--runs-dir',
      runs,
      '--json',
    ]);
    expect(code, stderr).toBe(0);
    expect(json.counters.iteration).toBe(2);
    expect(json.metrics.length).toBeGreaterThan(0);
  });
});
