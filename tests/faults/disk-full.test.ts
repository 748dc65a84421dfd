import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkpointsOf, openCheckpoint, readRunState } from '@ganx/core/run';
import { beforeAll, describe, expect, test } from 'vitest';
import { ganx, temporaryFolder, tinySpec, writeSpec } from '../cli/ganx.js';

const spec = tinySpec(`stop: { type: iterations, max: 40 }
logging: [{ type: tensorboard, every: 1 }, { type: jsonl, every: 1 }]
checkpoint: { every: 10, keepLast: 10 }
`);
const preload = fileURLToPath(new URL('full-disk.mjs', import.meta.url));
const fullDisk = (file: string, after: number) => ({
  NODE_OPTIONS: `--import ${preload}`,
  FULL_FILE: file,
  FULL_AFTER: String(after),
});

function onlyRun(runs: string): string {
  return join(runs, 'tiny', readdirSync(join(runs, 'tiny'))[0]!);
}
const finalBytes = (run: string) =>
  ['metrics.jsonl', 'checkpoints/00000040/weights.safetensors'].map((file) =>
    readFileSync(join(run, file), 'base64'),
  );

let whole: string[] = [];
beforeAll(async () => {
  const folder = temporaryFolder(() => undefined);
  await ganx(['run', writeSpec(folder, spec), '--runs-dir', folder]);
  whole = finalBytes(onlyRun(folder));
  rmSync(folder, { recursive: true });
});

describe('a disk that is full ends a run with a coded error, damages nothing, and the run goes on when there is space', () => {
  test.each([
    ['weights of a checkpoint', 'weights\\.safetensors', 30],
    ['manifest of a checkpoint', '\\.writing-.*manifest\\.json', 2],
    ['index of the checkpoints', 'index\\.json', 3],
    ['metrics', 'metrics\\.jsonl', 2],
    ['events', 'tfevents', 3],
    ['the log', 'log\\.jsonl', 2],
    ['the result', 'result\\.json', 0],
  ])('%s', async (_name, file, after) => {
    const folder = temporaryFolder();
    const env = fullDisk(file, after);
    const full = await ganx(['run', writeSpec(folder, spec), '--runs-dir', folder, '--json'], { env });
    expect(full.code, full.stderr).toBe(4);
    expect(full.json.error.code).toBe('GANX_RUN_DISK_FULL');
    const run = onlyRun(folder);
    expect(['failed', 'crashed']).toContain(readRunState(run).status);
    const complete = checkpointsOf(run);
    expect(complete.length).toBeGreaterThan(0);
    for (const iteration of complete) expect(openCheckpoint(run, iteration).damaged).toEqual([]);
    const rest = await ganx(['resume', run, '--json']);
    expect(rest.code, rest.stderr).toBe(0);
    expect(finalBytes(run)).toEqual(whole);
    expect(readdirSync(join(run, 'checkpoints')).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

/** Whether a small file system can be made here: in a name space of its own, or as root. */
const canMount =
  spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt'], { stdio: 'ignore' })
    .status === 0;

test.skipIf(!canMount)('a real disk that is full is noticed before a checkpoint is begun', async () => {
  const folder = temporaryFolder();
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const file = writeSpec(folder, spec);
  const binary = fileURLToPath(new URL('../../packages/cli/bin/run.js', import.meta.url));
  writeFileSync(
    join(folder, 'try.sh'),
    `mount -t tmpfs -o size=4m tmpfs ${disk}
dd if=/dev/zero of=${disk}/filler bs=1k count=3500 2>/dev/null
node ${binary} run ${file} --runs-dir ${disk}/runs --json; echo "first $?"
rm ${disk}/filler
node ${binary} resume latest --runs-dir ${disk}/runs --json; echo "then $?"
cp -r ${disk}/runs ${folder}/runs
`,
  );
  const { stderr, stdout } = spawnSync('unshare', ['-rm', 'sh', join(folder, 'try.sh')], {
    encoding: 'utf8',
  });
  expect(stdout, stderr).toContain('GANX_RUN_DISK_FULL');
  expect(stdout).toContain('first 4');
  expect(stdout).toContain('then 0');
  expect(finalBytes(onlyRun(join(folder, 'runs')))).toEqual(whole);
});
