import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunLock } from '@ganx/core/run';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ganx, temporaryFolder, tinySpec, writeSpec } from './ganx.js';

const folder = temporaryFolder(afterAll);
const runs = join(folder, 'runs');
let [first, second] = ['', ''];

const run = (...args: string[]) => ganx(args, { cwd: folder });

beforeAll(async () => {
  const file = writeSpec(folder, tinySpec());
  for (const set of ['a', 'b']) {
    const { json } = await run('run', file, '--json', `description=${set}`);
    if (set === 'a') first = json.run;
    else second = json.run;
  }
  mkdirSync(join(runs, 'tiny/photos'));
}, 60_000);

describe('ganx runs', () => {
  test('ls tells the runs from what is none, the newest first', async () => {
    const { stdout, stderr, code } = await run('runs', 'ls');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^RUN +STATUS +ITERATIONS +VERDICT +BEST +AGE +SIZE$/);
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(/^tiny\/\S+ +finished +4 +budget /);
    expect(lines[3]).toMatch(/^tiny\/photos +foreign/);
    expect(stderr).toContain('foreign tiny/photos: it has no source/ and checkpoints/');
    const { json } = await run('runs', 'ls', '--status', 'finished', '--name', 'ti*', '--json');
    const names = json.runs.map((own: { run: string }) => own.run);
    expect(names.sort()).toEqual([first, second].sort());
  });

  test('show tells the verdict, the checkpoints and where to look', async () => {
    const { stdout } = await run('runs', 'show', first);
    expect(stdout).toMatch(/^tiny\/\S+ finished\n/);
    expect(stdout).toContain('budget at iteration 4');
    expect(stdout).toMatch(/checkpoints +0 \(.*\), 4 \(/);
    expect(stdout).toMatch(/result +runs\/tiny\/.*\/result.json/);
    const { json } = await run('runs', 'show', first, '--json');
    expect(json).toMatchObject({
      run: first,
      status: 'finished',
      counters: { iteration: 4 },
      seed: 3,
      dataset: { type: 'gaussian-ring' },
      sizes: [{ iteration: 0 }, { iteration: 4 }],
      look: { spec: 'spec.yaml', result: 'result.json' },
    });
  });

  test('rm refuses a run that is being trained, and does not ask where nobody can answer', async () => {
    const lock = await RunLock.acquire(join(runs, first));
    const held = await run('runs', 'rm', first, '--yes', '--json');
    expect([held.code, held.json.error.code]).toEqual([4, 'GANX_RUN_LOCKED']);
    lock.release();
    const silent = await run('runs', 'rm', first, '--json');
    expect(silent.json.error).toMatchObject({
      code: 'GANX_CLI_ARGUMENT',
      message: expect.stringContaining('add --yes'),
    });
    const checkpoint = await run('runs', 'rm', `${first}@4`, '--yes', '--json');
    expect(checkpoint.json.error.message).toMatch(/names a checkpoint, but whole runs are removed/);
    expect(existsSync(join(runs, first, 'result.json'))).toBe(true);
  });

  test('rm removes what it was told to and nothing else', async () => {
    writeFileSync(join(runs, second, 'manifest.json'), '{');
    const { json, code } = await run('runs', 'rm', second, '--yes', '--json');
    expect(code).toBe(0);
    expect(json.removed).toEqual([expect.objectContaining({ run: second })]);
    expect(readdirSync(join(runs, 'tiny')).sort()).toEqual([first.split('/')[1], 'photos'].sort());
  });
});
