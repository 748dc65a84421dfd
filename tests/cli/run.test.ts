import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ganx, temporaryFolder, tinySpec, writeSpec } from './ganx.js';

/** The folder of the only run below `runs`. */
function onlyRun(runs: string, name = 'tiny'): string {
  const [run, ...others] = readdirSync(join(runs, name));
  expect(others).toEqual([]);
  return join(runs, name, run as string);
}

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const readLines = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('a run ends with its budget, exit code 0, and prints its result.json as the last line', async () => {
  const folder = temporaryFolder();
  const { code, json, stdout, stderr } = await ganx([
    'run',
    writeSpec(folder, tinySpec()),
    '--runs-dir',
    join(folder, 'runs'),
    '--json',
  ]);
  expect(stderr).toContain('budget at iteration 4');
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(json).toMatchObject({
    status: 'finished',
    verdict: { type: 'budget', iteration: 4 },
    counters: { iteration: 4, discriminatorSteps: 4, generatorSteps: 4, images: 64 },
    best: null,
  });
  expect(Object.keys(json)).toEqual(expect.arrayContaining(['run', 'metrics', 'seconds']));
  const run = onlyRun(join(folder, 'runs'));
  expect(readJson(join(run, 'result.json'))).toEqual(json);
  for (const file of ['spec.yaml', 'manifest.json', 'source', 'checkpoints']) {
    expect(existsSync(join(run, file)), file).toBe(true);
  }
});

test('without --json the end says why it ended and where everything is', async () => {
  const folder = temporaryFolder();
  const { stdout } = await ganx(['run', writeSpec(folder, tinySpec()), '--runs-dir', 'runs'], {
    cwd: folder,
  });
  expect(stdout).toContain('budget at iteration 4');
  expect(stdout).toMatch(/result +runs\/tiny\/[^ ]+\/result\.json/);
  expect(stdout).toMatch(/curves +ganx tensorboard runs\/tiny\//);
  const [, shown] = /ganx (tensorboard .*)/.exec(stdout)!;
  const opened = await ganx([...shown!.trim().split(' '), '--print'], {
    cwd: folder,
    env: { GANX_TENSORBOARD: process.execPath },
  });
  expect(opened.stdout).toContain(onlyRun(join(folder, 'runs')));
});

test('a run without event files names no TensorBoard at its end', async () => {
  const folder = temporaryFolder();
  const spec = tinySpec('logging: [jsonl]\nstop: { type: iterations, max: 4 }\n');
  const { stdout } = await ganx(['run', writeSpec(folder, spec)], { cwd: folder });
  expect(stdout).toContain('at iteration 4');
  expect(stdout).not.toContain('ganx tensorboard');
});

test('the spec that a run stores runs as it is and gives the same numbers', async () => {
  const folder = temporaryFolder();
  const logging = 'logging: [{ type: jsonl, every: 1 }]\nstop: { type: iterations, max: 4 }\n';
  const first = join(folder, 'first');
  const file = writeSpec(folder, tinySpec(logging));
  await ganx(['run', file, 'balance.discriminatorSteps=2', 'runtime.threads=2', '--runs-dir', first]);
  const stored = join(onlyRun(first), 'spec.yaml');
  const second = join(folder, 'second');
  const { code, stderr } = await ganx(['run', stored, '--runs-dir', second]);
  expect(code, stderr).toBe(0);
  const metrics = (runs: string) => readFileSync(join(onlyRun(runs), 'metrics.jsonl'), 'utf8');
  expect(metrics(second)).toBe(metrics(first));
  expect(metrics(first).length).toBeGreaterThan(0);
});

test('five discriminator steps per generator step are made, counted and told as events', async () => {
  const folder = temporaryFolder();
  const file = writeSpec(folder, tinySpec());
  const { json } = await ganx([
    'run',
    file,
    'balance.discriminatorSteps=5',
    '--runs-dir',
    join(folder, 'runs'),
    '--json',
  ]);
  expect(json.counters).toEqual({ iteration: 4, discriminatorSteps: 20, generatorSteps: 4, images: 320 });
  const steps = readLines(join(onlyRun(join(folder, 'runs')), 'log.jsonl'))
    .map(({ type }) => type)
    .filter((type) => type === 'discriminator-step' || type === 'generator-step');
  const iteration = [...Array(5).fill('discriminator-step'), 'generator-step'];
  expect(steps).toEqual([...iteration, ...iteration, ...iteration, ...iteration]);
});

test('--set and --unset change the spec as overrides do', async () => {
  const folder = temporaryFolder();
  const file = writeSpec(folder, `${tinySpec()}ema: { decay: 0.9 }\n`);
  const { json, code } = await ganx([
    'run',
    file,
    '--set',
    'stop.max=2',
    '--unset',
    'ema',
    '--runs-dir',
    join(folder, 'runs'),
    '--json',
  ]);
  expect(code).toBe(0);
  expect(json.counters.iteration).toBe(2);
  expect(readFileSync(join(onlyRun(join(folder, 'runs')), 'spec.yaml'), 'utf8')).not.toContain('ema:');
});

test('a wrong override ends with 2, names the argument and makes no run', async () => {
  const folder = temporaryFolder();
  const runs = join(folder, 'runs');
  const { code, json, stderr } = await ganx([
    'run',
    writeSpec(folder, tinySpec()),
    'balance.discriminatorStep=5',
    '--runs-dir',
    runs,
    '--json',
  ]);
  expect(code).toBe(2);
  expect(stderr).toContain('discriminatorStep');
  expect(json.error.problems[0]).toMatchObject({
    file: 'command line',
    suggestions: expect.arrayContaining([expect.stringContaining('discriminatorSteps')]),
  });
  expect(existsSync(runs)).toBe(false);
});

test('a loss that is not finite ends the run as diverged, exit code 5', async () => {
  const folder = temporaryFolder();
  const stop = 'stop: { any: [{ type: iterations, max: 200 }, non-finite] }\n';
  const file = writeSpec(folder, tinySpec(stop));
  const { code, json } = await ganx([
    'run',
    file,
    'loss=wasserstein',
    'optimizers.discriminator={type: sgd, learningRate: 1e30}',
    '--runs-dir',
    join(folder, 'runs'),
    '--json',
  ]);
  expect(json.verdict.type).toBe('diverged');
  expect(code).toBe(5);
});

test('a network that overpowers the other ends the run, exit code 6', async () => {
  const folder = temporaryFolder();
  const stop =
    'stop: { any: [{ type: iterations, max: 200 }, { type: overpowered, high: 0.1, low: 0, checks: 1 }] }\n';
  const { code, json } = await ganx([
    'run',
    writeSpec(folder, tinySpec(stop)),
    '--runs-dir',
    join(folder, 'runs'),
    '--json',
  ]);
  expect(json.verdict.type).toBe('overpowered');
  expect(code).toBe(6);
});

test('the first Ctrl-C stops after the iteration, saves a checkpoint and ends with 130', async () => {
  const folder = temporaryFolder();
  const file = writeSpec(folder, tinySpec('stop: { type: iterations, max: 1000000 }\n'));
  let sent = false;
  const { code, json, stderr } = await ganx(['run', file, '--runs-dir', join(folder, 'runs'), '--json'], {
    onOutput(text, kill) {
      if (sent || !text.includes('run ')) return;
      sent = true;
      kill('SIGINT');
    },
  });
  expect(code, stderr).toBe(130);
  expect(json).toMatchObject({ status: 'interrupted', verdict: { type: 'interrupted' } });
  const run = onlyRun(join(folder, 'runs'));
  expect(readdirSync(join(run, 'checkpoints')).length).toBeGreaterThan(0);
  expect(readJson(join(run, 'result.json')).verdict.iteration).toBe(json.counters.iteration);
});

test('a second signal quits at once, without waiting for the iteration', async () => {
  const module = new URL('../../packages/cli/dist/run/interruption.js', import.meta.url).href;
  const program = `
    const { SignalInterruption } = await import(${JSON.stringify(module)});
    const interruption = new SignalInterruption(() => console.log('screen left'));
    setInterval(() => {}, 1000);
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => {
      console.log(interruption.requested);
      process.kill(process.pid, 'SIGINT');
    }, 50);`;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('SIGTERM\nscreen left\n');
  expect(status).toBe(130);
});

test('a run asks for every component and for its data once, from the check to the end, --resume auto too', async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'plugin.mjs'),
    `import { appendFileSync } from 'node:fs';
     const told = (text, given) => (appendFileSync(${JSON.stringify(join(folder, 'calls.txt'))}, text + '\\n'), given);
     const info = { shape: [2], dtype: 'float32', size: 64 };
     const train = { size: 64, read: (indices, target) => indices.forEach((index, i) => target.fill(index / 64, 2 * i, 2 * i + 2)) };
     const part = (kind, type, functions) => ({ kind, type, description: type, examples: [{ type }], ...functions });
     const next = ({ turn }) => turn.discriminatorSteps < 1
       ? { phase: 'discriminator', endsIteration: false, reason: 'first' }
       : { phase: 'generator', endsIteration: true, reason: 'then' };
     export default {
       meta: { name: 'counting', version: '1.0.0', ganxApi: '^0.1.0', namespace: 'counting' },
       components: [
         part('dataset', 'line', {
           describe: async () => told('describe', info),
           load: async () => told('load', { info, train, fingerprint: 'f'.repeat(64) }),
         }),
         part('balance', 'plain', { create: () => told('balance', { next }) }),
         part('callback', 'mute', { create: () => told('callback', { tick() {} }) }),
         part('stopping-rule', 'four', { create: () => told('rule', { decide: ({ counters }) => counters.iteration >= 4 ? { type: 'budget', reason: 'four' } : undefined }) }),
       ],
     };`,
  );
  const spec = tinySpec(
    'plugins: [./plugin.mjs]\nbalance: counting/plain\ncallbacks: [counting/mute]\nstop: { type: counting/four }\n',
  ).replace('type: gaussian-ring', 'type: counting/line');
  const file = writeSpec(folder, spec);
  const calls = async (...words: string[]) => {
    rmSync(join(folder, 'calls.txt'), { force: true });
    const { code, stderr } = await ganx(words, { cwd: folder });
    expect(code, stderr).toBe(0);
    return readFileSync(join(folder, 'calls.txt'), 'utf8').trim().split('\n').sort();
  };
  const once = ['balance', 'callback', 'describe', 'rule'];
  expect(await calls('check', file)).toEqual(once);
  expect(await calls('run', file, '--resume', 'auto')).toEqual([...once, 'load'].sort());
});
