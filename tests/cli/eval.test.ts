import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ganx } from './ganx.js';
import { type TrainedRuns, trainRuns } from './trained-runs.js';

let trained: TrainedRuns;
beforeAll(async () => {
  trained = await trainRuns();
}, 120_000);

const evaluate = (run: string, ...args: string[]) =>
  ganx(['eval', run, '--json', ...args], { cwd: trained.folder });
const lines = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('ganx eval', () => {
  test('gives the very values that training gave at that checkpoint, and adds them to the run', async () => {
    const file = join(trained.digits, 'evaluations.jsonl');
    for (const iteration of [2, 4]) {
      const { json, stderr } = await evaluate(`digits@${iteration}`);
      const then = lines(join(trained.digits, 'metrics.jsonl')).find(
        (line) => line.metric === 'frechet-distance' && line.iteration === iteration,
      );
      const [value] = json.values;
      expect(value).toMatchObject({ name: 'frechet-distance', mean: then.value, deviation: null });
      expect(value.bySeed).toEqual([{ seed: 3, value: then.value, provenance: then.provenance }]);
      expect(stderr).toContain('lower is better');
      expect(json.file).toBe(file);
      const { file: _, ...record } = json;
      expect(lines(file).at(-1)).toEqual(record);
    }
    expect(lines(file)).toHaveLength(2);
    expect(lines(file)[1]).toMatchObject({
      format: 'ganx-evaluation/1',
      iteration: 4,
      checkpoint: 'checkpoints/00000004',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      weights: 'average',
      metrics: [{ type: 'frechet-distance', samples: 64 }],
    });
  });

  test('measures raw weights, more samples and several seeds, and says so beside each value', async () => {
    const { json } = await evaluate(
      'digits@4',
      '--weights',
      'raw',
      '--samples',
      '80',
      '--seeds',
      '2',
      '--no-write',
    );
    expect(json).toMatchObject({ weights: 'raw', file: null });
    const [{ mean, deviation, bySeed }] = json.values;
    expect(bySeed.map(({ seed }: { seed: number }) => seed)).toEqual([3, 4]);
    for (const { provenance, seed } of bySeed)
      expect(provenance).toMatchObject({ samples: 80, weights: 'live', seed });
    const [a, b] = bySeed.map(({ value }: { value: number }) => value);
    expect(a).not.toBe(b);
    expect(mean).toBeCloseTo((a + b) / 2, 10);
    expect(deviation).toBeCloseTo(Math.abs(a - b) / Math.SQRT2, 10);
  });

  test('measures another metric than the spec does, and writes nothing if asked not to', async () => {
    const { json, code, stderr } = await evaluate(
      'tiny',
      '--metric',
      '{ type: mode-coverage, samples: 32 }',
      '--no-write',
    );
    expect(code, stderr).toBe(0);
    expect(json.metrics).toEqual([expect.objectContaining({ type: 'mode-coverage', samples: 32 })]);
    expect(json.values.length).toBeGreaterThan(0);
    expect(existsSync(join(trained.points, 'evaluations.jsonl'))).toBe(false);
  });

  test('measures another metric than the one that keeps the best checkpoint', async () => {
    const metric = '{ type: classifier-agreement, features: lenet-mnist, samples: 32 }';
    const { json, code, stderr } = await evaluate('digits', '--metric', metric, '--no-write');
    expect(code, stderr).toBe(0);
    expect(json.values).toEqual([expect.objectContaining({ name: 'classifier-agreement' })]);
  });

  test('measures by changed data only where that is asked for', async () => {
    const old = join(trained.runs, 'tiny', 'measured-elsewhere');
    cpSync(trained.points, old, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(old, 'manifest.json'), 'utf8'));
    const { fingerprint } = manifest.dataset;
    manifest.dataset.fingerprint = 'f'.repeat(64);
    writeFileSync(join(old, 'manifest.json'), JSON.stringify(manifest));
    const refused = await evaluate(old, '--no-write');
    expect(refused.json.error).toMatchObject({ code: 'GANX_DATA_CHANGED' });
    expect(refused.json.error.message).toContain(`had the fingerprint ${'f'.repeat(64)} then`);
    expect(refused.json.error.message).toContain(`has ${fingerprint} now`);
    const { code, stderr } = await evaluate(old, '--no-write', '--allow-changed-data');
    expect(code).toBe(0);
    expect(stderr).toMatch(/The data are not those that .* was trained on/);
  });

  test.each([
    [['digits', '--metric', 'freche-distance'], 2, 'GANX_SPEC', /There is no metric "freche-distance"/],
    [['digits', '--metric', 'mode-coverage'], 2, 'GANX_SPEC', /"mode-coverage" needs a dataset that knows/],
    [
      ['digits', '--samples', '0'],
      2,
      'GANX_CLI_FLAG',
      /^--samples: expected an integer greater than or equal to 1/,
    ],
  ] as const)('%j is refused', async ([run, ...args], exitCode, code, message) => {
    const { json, code: ended } = await evaluate(run, ...args);
    expect(json.error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(ended).toBe(exitCode);
  });
});
