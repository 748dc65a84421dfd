import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ganx, root, temporaryFolder } from './ganx.js';

const specs = readdirSync(join(root, 'experiments')).filter((file) => file.endsWith('.yaml'));

test('every experiment of the gallery passes the check', async () => {
  const { code, stderr, json } = await ganx([
    'check',
    ...specs.map((file) => `experiments/${file}`),
    '--json',
  ]);
  expect(json.problems, stderr).toEqual([]);
  expect(code).toBe(0);
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
