import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkpointsOf, openCheckpoint, readRunState } from '@ganx/core/run';
import { readEvents } from 'tensorboard-writer-ts';
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
/** Steps of a scalar in the event files, in their order. */
const lossSteps = (run: string) =>
  readdirSync(run)
    .filter((name) => name.includes('tfevents'))
    .flatMap((name) => [...readEvents(join(run, name))])
    .filter(({ values }) => values.some(({ tag }) => tag === 'loss/generator'))
    .map(({ step }) => step);
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

const targets: [string, string, number][] = [
  ['weights of a checkpoint', 'weights\\.safetensors', 30],
  ['manifest of a checkpoint', '\\.writing-.*manifest\\.json', 2],
  ['index of the checkpoints', 'index\\.json', 3],
  ['metrics', 'metrics\\.jsonl', 2],
  ['events', 'tfevents', 3],
  ['the log', 'log\\.jsonl', 2],
];

describe('a disk that is full ends a run with a coded error, damages nothing, and the run goes on when there is space', () => {
  test.each(targets)('%s', async (_name, file, after) => {
    const folder = temporaryFolder();
    const env = fullDisk(file, after);
    const full = await ganx(['run', writeSpec(folder, spec), '--runs-dir', folder, '--json'], { env });
    expect(full.code, full.stderr).toBe(4);
    expect(full.json.error.code).toBe('GANX_RUN_DISK_FULL');
    const run = onlyRun(folder);
    expect(readRunState(run)).toMatchObject({
      status: 'failed',
      result: { error: { code: 'GANX_RUN_DISK_FULL' } },
    });
    const complete = checkpointsOf(run);
    expect(complete.length).toBeGreaterThan(0);
    for (const iteration of complete) expect(openCheckpoint(run, iteration).damaged).toEqual([]);
    const rest = await ganx(['resume', run, '--json']);
    expect(rest.code, rest.stderr).toBe(0);
    expect(finalBytes(run)).toEqual(whole);
    expect(readdirSync(join(run, 'checkpoints')).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

test('a result that the disk has no room for takes the place that was kept for it', async () => {
  const folder = temporaryFolder();
  const file = writeSpec(folder, spec);
  // From the end of training on nothing can be written but what has a place already.
  const env = fullDisk('result\\.json|sessions\\.json\\.\\d+\\.tmp', 1);
  const { code, json, stderr } = await ganx(['run', file, '--runs-dir', folder, '--json'], { env });
  expect(code, stderr).toBe(0);
  expect(json.verdict.type).toBe('budget');
  const run = onlyRun(folder);
  expect(readRunState(run)).toMatchObject({ status: 'finished', result: { exitCode: 0 } });
  expect(finalBytes(run)).toEqual(whole);
});

describe('a run that may wait for space goes on when there is some, as if it had never been short of it', () => {
  test.each(targets)('%s', async (_name, file, after) => {
    const folder = temporaryFolder();
    const env = { ...fullDisk(file, after), FULL_TIMES: '3' };
    const args = ['run', writeSpec(folder, spec), 'checkpoint.waitForSpaceMinutes=5', '--runs-dir', folder];
    const { code, json, stderr } = await ganx([...args, '--json'], { env });
    expect(code, stderr).toBe(0);
    expect(stderr.match(/The run waits for space, at most 5 minutes/g)).toHaveLength(1);
    expect(stderr.match(/There is space again after/g)).toHaveLength(1);
    const run = onlyRun(folder);
    expect(finalBytes(run)).toEqual(whole);
    for (const iteration of checkpointsOf(run)) expect(openCheckpoint(run, iteration).damaged).toEqual([]);
    expect(readdirSync(join(run, 'checkpoints')).filter((name) => name.startsWith('.'))).toEqual([]);
    // Every line of the log and every event is whole, and none was lost or written twice.
    const iterations = readFileSync(join(run, 'log.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .flatMap((line) => {
        const event = JSON.parse(line);
        return event.type === 'iteration' ? [event.counters.iteration] : [];
      });
    expect(iterations).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(lossSteps(run)).toEqual(iterations);
    expect(json.verdict.type).toBe('budget');
  });

  test('and ends with the coded error when its patience is over, to be resumed', async () => {
    const folder = temporaryFolder();
    const args = [
      'run',
      writeSpec(folder, spec),
      'checkpoint.waitForSpaceMinutes=0.005',
      '--runs-dir',
      folder,
    ];
    const full = await ganx([...args, '--json'], { env: fullDisk('weights\\.safetensors', 30) });
    expect(full.code, full.stderr).toBe(4);
    expect(full.json.error.code).toBe('GANX_RUN_DISK_FULL');
    const rest = await ganx(['resume', onlyRun(folder), '--json']);
    expect(rest.code, rest.stderr).toBe(0);
    expect(finalBytes(onlyRun(folder))).toEqual(whole);
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
echo listed $(node ${binary} runs ls --runs-dir ${disk}/runs)
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
  expect(stdout).toMatch(/listed .* failed +.*GANX_RUN_DISK_FULL/);
  expect(stdout).toContain('then 0');
  expect(finalBytes(onlyRun(join(folder, 'runs')))).toEqual(whole);
});

test.skipIf(!canMount)(
  'on a real disk a run waits until space is freed, and ends with the same bytes',
  async () => {
    const folder = temporaryFolder();
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const file = writeSpec(folder, spec);
    const binary = fileURLToPath(new URL('../../packages/cli/bin/run.js', import.meta.url));
    // Too little is left for the first checkpoint; the filler goes when the run has said that it waits.
    writeFileSync(
      join(folder, 'try.sh'),
      `mount -t tmpfs -o size=4m tmpfs ${disk}
dd if=/dev/zero of=${disk}/filler bs=1k count=3500 2>/dev/null
(node ${binary} run ${file} checkpoint.waitForSpaceMinutes=5 --runs-dir ${disk}/runs > ${folder}/said 2>&1; echo "run $?" >> ${folder}/said) &
until grep -q "waits for space\\|^run [0-9]" ${folder}/said 2>/dev/null; do sleep 0.1; done
rm ${disk}/filler
wait
cp -r ${disk}/runs ${folder}/runs
`,
    );
    const { stderr } = spawnSync('unshare', ['-rm', 'sh', join(folder, 'try.sh')], { encoding: 'utf8' });
    const said = readFileSync(join(folder, 'said'), 'utf8');
    expect(said, stderr).toContain('waits for space, at most 5 minutes');
    expect(said).toContain('There is space again');
    expect(said).toContain('run 0');
    expect(finalBytes(onlyRun(join(folder, 'runs')))).toEqual(whole);
  },
);
