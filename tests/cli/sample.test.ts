import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ganx, tinySpec, writeSpec } from './ganx.js';
import { type TrainedRuns, trainRuns } from './trained-runs.js';

let trained: TrainedRuns;
beforeAll(async () => {
  trained = await trainRuns();
}, 120_000);

const sample = (run: string, ...args: string[]) =>
  ganx(['sample', run, '--json', ...args], { cwd: trained.folder });
const read = (file: string) => readFileSync(join(trained.folder, file));

describe('ganx sample', () => {
  test('the same seed gives the same picture; another seed and other weights give another', async () => {
    await sample(trained.digits, '--out', 'a.png', '--seed', '5');
    await sample(trained.digits, '--out', 'b.png', '--seed', '5');
    await sample(trained.digits, '--out', 'c.png', '--seed', '6');
    const { json } = await sample(trained.digits, '--out', 'raw.png', '--seed', '5', '--weights', 'raw');
    expect(json.weights).toBe('raw');
    expect(read('a.png').equals(read('b.png'))).toBe(true);
    expect(read('a.png').equals(read('c.png'))).toBe(false);
    expect(read('a.png').equals(read('raw.png'))).toBe(false);
  });

  test('writes beside a picture what it was made from', async () => {
    const { json, code } = await sample(`${trained.digits}@2`, '--out', 'grid.png', '--grid', '2x10');
    expect(code).toBe(0);
    const record = JSON.parse(read('grid.json').toString());
    expect(json).toEqual({ ...record, record: join(trained.folder, 'grid.json') });
    expect(record).toMatchObject({
      format: 'ganx-samples/1',
      iteration: 2,
      checkpoint: 'checkpoints/00000002',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      weights: 'average',
      latent: 'normal 8',
      count: 20,
      columns: 10,
      range: [-1, 1],
    });
    expect(record.classes).toEqual(Array.from({ length: 20 }, (_, i) => i % 10));
  });

  test('a folder gets one picture for each sample, named by number and class', async () => {
    await sample(trained.digits, '--out', 'folder', '--count', '3', '--class', '3,8');
    expect(readdirSync(join(trained.folder, 'folder')).sort()).toEqual([
      '0-class-3.png',
      '1-class-8.png',
      '2-class-3.png',
      'samples.json',
    ]);
  });

  test('a way from one sample to another is walked once for each class', async () => {
    const { json } = await sample(
      trained.digits,
      '--interpolate',
      '0..3',
      '--steps',
      '4',
      '--class',
      '1,2',
      '--out',
      'way.png',
    );
    expect(json).toMatchObject({
      count: 8,
      columns: 4,
      classes: [1, 1, 1, 1, 2, 2, 2, 2],
      interpolation: { from: 0, to: 3, path: 'spherical' },
    });
  });

  test('points become a table', async () => {
    const { json, stderr } = await sample(trained.points, '--count', '5', '--out', 'points.csv');
    expect(json).toMatchObject({ weights: 'raw', classes: null, range: null });
    expect(stderr).toContain('keeps no average of its weights');
    const lines = read('points.csv').toString().trimEnd().split('\n');
    expect(lines[0]).toBe('x0,x1');
    expect(lines).toHaveLength(6);
    expect(lines[1]!.split(',').map(Number).every(Number.isFinite)).toBe(true);
  });

  test.each([
    [['latest@3'], 4, 'GANX_RUN_CHECKPOINT_MISSING', /no checkpoint of iteration 3/],
    [['digits', '--class', '10'], 2, 'GANX_CLI_ARGUMENT', /no class "10": classes are 0 to 9/],
    [['tiny', '--class', '1'], 2, 'GANX_CLI_ARGUMENT', /not conditional/],
    [['tiny', '--out', 'x.png'], 2, 'GANX_CLI_ARGUMENT', /must be a .csv file/],
    [['digits', '--grid', '3'], 2, 'GANX_CLI_FLAG', /--grid takes ROWSxCOLUMNS.*seen was "3"/],
  ] as const)('%j is refused', async ([run, ...args], exitCode, code, message) => {
    const { json, code: ended } = await sample(run, ...args);
    expect(json.error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(ended).toBe(exitCode);
  });

  test('needs no dataset: a run whose data are gone is still sampled and exported', async () => {
    const count = 24;
    const idx = (shape: number[], bytes: number[]) =>
      Buffer.from([0, 0, 8, shape.length, ...shape.flatMap((size) => [0, 0, 0, size]), ...bytes]);
    const data = join(trained.folder, 'data');
    mkdirSync(data);
    const pixels = Array.from({ length: count * 16 }, (_, i) => (i * 37) % 256);
    writeFileSync(join(data, 'images'), idx([count, 4, 4], pixels));
    const text = tinySpec('stop: { type: iterations, max: 2 }\n')
      .replace('name: tiny', 'name: own')
      .replace('type: gaussian-ring', 'type: idx, images: data/images')
      .replace(
        '{ type: dense, units: 2 }]',
        '{ type: dense, units: 16 }, { type: reshape, shape: [4, 4, 1] }, tanh]',
      )
      .replace('discriminator:\n  layers: [', 'discriminator:\n  layers: [flatten, ')
      .replace('normal, size: 2', 'uniform, size: 2');
    const run = await ganx(['run', writeSpec(trained.folder, text, 'own.yaml'), '--json'], {
      cwd: trained.folder,
    });
    expect(run.code, run.stderr).toBe(0);
    rmSync(data, { recursive: true });
    const { json, stderr } = await sample('own', '--out', 'own.png', '--grid', '2x3');
    expect(json, stderr).toMatchObject({ shape: [4, 4, 1], range: [-1, 1], latent: 'uniform 2', count: 6 });
    const exported = await ganx(['export', 'own', '--format', 'onnx', '--out', 'own-onnx', '--json'], {
      cwd: trained.folder,
    });
    expect(exported.json, exported.stderr).toMatchObject({ example: { shape: [4, 4, 1] }, classes: null });
    expect(read('own-onnx/README.md').toString()).toContain('np.random.uniform(-1, 1, (n, 2))');
    const measured = await ganx(
      ['eval', 'own', '--metric', '{ type: frechet-distance, features: pixels }', '--json'],
      {
        cwd: trained.folder,
      },
    );
    expect(measured.json.error).toMatchObject({ code: expect.stringMatching(/^GANX_DATA/) });
  });

  test('takes the checkpoint before a damaged last one, and says so; one that was named is refused', async () => {
    rmSync(join(trained.digits, 'checkpoints/00000004/state.json'));
    const fallen = await sample(trained.digits, '--out', 'fallen.png', '--count', '1');
    expect(fallen.json.iteration).toBe(2);
    expect(fallen.stderr).toContain('That of iteration 2 is used instead.');
    const { code, json } = await sample(`${trained.digits}@4`, '--out', 'none.png');
    expect([code, json.error.code]).toEqual([4, 'GANX_RUN_CHECKPOINT_DAMAGED']);
    expect(existsSync(join(trained.folder, 'none.png'))).toBe(false);
  });
});
