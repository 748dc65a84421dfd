import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ganx, temporaryFolder, tinySpec, writeSpec } from '../cli/ganx.js';

const endless = tinySpec(`stop: { type: iterations, max: 1000000 }
logging: [{ type: tensorboard, every: 10 }, { type: jsonl, every: 10 }]
checkpoint: { every: 100000 }
`);
const onlyRun = (runs: string) => join(runs, 'tiny', readdirSync(join(runs, 'tiny'))[0]!);
const savedAt = (output: string, reason: string) =>
  Number(new RegExp(`checkpoint at (\\d+): \\S+ \\(${reason}\\)`).exec(output)?.[1] ?? Number.NaN);

test('SIGUSR1 saves and the run goes on; SIGTERM saves and it ends with 130', async () => {
  const folder = temporaryFolder();
  const sent = new Set<string>();
  const { code, stderr } = await ganx(['run', writeSpec(folder, endless), '--runs-dir', folder, '--json'], {
    onOutput(output, kill) {
      const once = (signal: NodeJS.Signals, when: boolean) => {
        if (!when || sent.has(signal)) return;
        sent.add(signal);
        kill(signal);
      };
      once('SIGUSR1', output.includes('(start)'));
      once('SIGTERM', output.includes('(SIGUSR1)'));
    },
  });
  expect(code, stderr).toBe(130);
  const [asked, last] = [savedAt(stderr, 'SIGUSR1'), savedAt(stderr, 'interruption')];
  expect(asked).toBeGreaterThan(0);
  expect(last).toBeGreaterThan(asked);
});

test('a second process on a run is refused, and a killed first one leaves nothing in the way', async () => {
  const folder = temporaryFolder();
  let second: ReturnType<typeof ganx> | undefined;
  const first = await ganx(['run', writeSpec(folder, endless), '--runs-dir', folder, '--json'], {
    onOutput(output, kill) {
      if (second || !output.includes('(start)')) return;
      second = ganx(['resume', onlyRun(folder), '--json']);
      second.finally(() => kill('SIGKILL'));
    },
  });
  expect(first.code).toBe(null);
  const refused = await second!;
  expect([refused.code, refused.json.error.code]).toEqual([4, 'GANX_RUN_LOCKED']);
  expect(refused.stderr).toMatch(/Process \d+ is training/);
  const rest = await ganx(['resume', onlyRun(folder), 'stop.max=3', '--json']);
  expect(rest.code, rest.stderr).toBe(0);
});

test('a clock that jumps back a day and ahead a year changes no byte', async () => {
  const folder = temporaryFolder();
  const file = writeSpec(folder, endless);
  const preload = fileURLToPath(new URL('moved-clock.mjs', import.meta.url));
  const bytes: string[][] = [];
  for (const [name, env] of Object.entries({ steady: {}, moved: { NODE_OPTIONS: `--import ${preload}` } })) {
    const runs = join(folder, name);
    const args = ['run', file, 'stop.max=200', 'checkpoint.everyMinutes=0.005', '--runs-dir', runs, '--json'];
    const { code, stderr } = await ganx(args, { env });
    expect(code, stderr).toBe(0);
    const run = onlyRun(runs);
    bytes.push(
      ['metrics.jsonl', 'checkpoints/00000200/weights.safetensors'].map((path) =>
        readFileSync(join(run, path), 'base64'),
      ),
    );
    const times = readFileSync(join(run, 'log.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).time as number);
    const jumps = times.filter((time, i) => i > 0 && Math.abs(time - times[i - 1]!) > 3_600_000).length;
    expect(jumps).toBe(name === 'moved' ? 2 : 0);
  }
  expect(bytes[1]).toEqual(bytes[0]);
});

test('a dataset that can no longer be read is told at its line when a run is resumed, and the run is as it was', async () => {
  const folder = temporaryFolder();
  const images = join(folder, 'images');
  const header = Buffer.from('00000803000000080000000200000001', 'hex');
  writeFileSync(images, Buffer.concat([header, Buffer.alloc(16, 7)]));
  const spec = endless
    .replace('type: gaussian-ring', `type: idx, images: ${images}`)
    .replace(
      '{ type: dense, units: 2 }',
      '{ type: dense, units: 2 }, tanh, { type: reshape, shape: [2, 1, 1] }',
    )
    .replace('discriminator:\n  layers: [', 'discriminator:\n  layers: [flatten, ');
  const file = writeSpec(folder, spec);
  const whole = await ganx(['run', file, 'stop.max=4', '--runs-dir', folder, '--json']);
  expect(whole.code, whole.stderr).toBe(0);
  rmSync(images);
  symlinkSync(images, images);
  const refused = await ganx(['resume', onlyRun(folder), 'stop.max=6', '--json']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/spec\.yaml:\d+:\d+ .*images: cannot be opened \(ELOOP\)/);
  expect(refused.stderr).toContain('GANX_DATA_UNREADABLE');
  expect(JSON.parse(readFileSync(join(onlyRun(folder), 'result.json'), 'utf8')).verdict.type).toBe('budget');
});

/** Whether a file system of our own can be made here: in a name space of its own, or as root. */
const canMount =
  spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { stdio: 'ignore' }).status === 0;

test.skipIf(!canMount)(
  `a read-only folder for runs is told as what it is${canMount ? '' : ' (skipped: no file system can be mounted here)'}`,
  () => {
    const folder = temporaryFolder();
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const file = writeSpec(folder, endless);
    const binary = fileURLToPath(new URL('../../packages/cli/bin/run.js', import.meta.url));
    const script = `mount -t tmpfs tmpfs ${disk}; mount -o remount,ro ${disk}; node ${binary} run ${file} --runs-dir ${disk}/runs; echo "code $?"`;
    const { stderr, stdout } = spawnSync('unshare', ['-rm', 'sh', '-c', script], { encoding: 'utf8' });
    expect(stderr).toContain(
      'cannot be created: the file system is read-only. Choose another folder with --runs-dir.',
    );
    expect(stdout).toContain('code 4');
  },
);
