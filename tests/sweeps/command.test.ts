import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { ganx, temporaryFolder, writeSpec } from '../cli/ganx.js';
import { ringSpec } from './load.js';

/** A callback that fails at an iteration. */
const plugin = `export default {
  meta: { name: 'broken', version: '1.0.0', namespace: 'acme', ganxApi: '^0.1.0' },
  components: [{
    kind: 'callback', type: 'broken', description: 'Fails.',
    options: { type: 'object', additionalProperties: false, required: ['at'],
      properties: { at: { type: 'integer', description: 'Iteration.' } } },
    examples: [{ type: 'broken', at: 5 }],
    create: ({ at }) => ({ on: { iteration({ counters }) { if (counters.iteration === at) throw new Error('out of paper'); } } }),
  }],
};
`;
// Every command is a process of its own, and every trial another.
vi.setConfig({ testTimeout: 300_000 });

const metric = 'metric: { name: mode-coverage/modes, goal: maximize }\n';

const ends: (() => void)[] = [];
let folder = '';
const sweep = (...args: readonly string[]) => ganx(['sweep', ...args], { cwd: folder });
const start = (name: string, text: string, ...args: readonly string[]) => {
  writeFileSync(join(folder, `${name}.yaml`), text);
  return sweep('start', `${name}.yaml`, ...args);
};

beforeAll(() => {
  folder = temporaryFolder((end) => ends.push(end));
  writeFileSync(join(folder, 'broken.mjs'), plugin);
  writeSpec(folder, ringSpec(), 'ring.yaml');
  writeSpec(
    folder,
    `${ringSpec()}plugins: [./broken.mjs]\ncallbacks: [{ type: acme/broken, at: 1000 }]\n`,
    'broken.yaml',
  );
  return () => ends.forEach((end) => void end());
});

describe('a sweep in which trials fail', () => {
  const text = `experiment: broken.yaml
method: grid
${metric}onTrialError: continue
parameters: { callbacks.0.at: { values: [1000, 3] }, seed: { values: [1, 2] } }
`;

  test('says so when it happens, with reason and log, and again in its status', async () => {
    const { code, stdout } = await start('fails', text);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'sweep '.concat(join(folder, 'sweeps/fails'), ': grid, 1 at once, 4 trials in all'),
    );
    const failed =
      'GANX_PLUGIN_THREW The callback acme/broken failed in its hook "iteration" at iteration 3. Error: out of paper (broken.mjs:8:97)\n  log sweeps/fails/trials/0002/log.txt\n';
    expect(stdout).toContain(`trial 2 failed: ${failed}trial 3 starts`);
    const status = await sweep('status', 'fails');
    expect(status.stdout).toContain('2 COMPLETE  2 FAIL');
    expect(status.stdout).toMatch(/^ +2 {2}FAIL .* GANX_PLUGIN_THREW$/m);
    expect(status.stdout).toContain(`trial 2 failed: ${failed}`);
    expect(readFileSync(join(folder, 'sweeps/fails/trials/0002/log.txt'), 'utf8')).toContain('out of paper');
  });

  test('ends with 4 where onTrialError is stop, and says why', async () => {
    const { code, stdout } = await start('stops', text.replace('continue', 'stop'));
    expect(code).toBe(4);
    expect(stdout).toContain('stopped: trial 2 failed, and onTrialError is stop');
  });
});

test('the advice of the experiment is told once, before anything starts', async () => {
  writeSpec(folder, ringSpec().replace(/^loss:.*$/m, 'loss: wasserstein'), 'critic.yaml');
  const text = 'experiment: critic.yaml\nmethod: grid\nparameters: { seed: { values: [1, 2] } }\n';
  const { code, stdout } = await start('advised', text, '--dry-run');
  expect(code).toBe(0);
  expect(stdout.match(/advice GANX_ADVICE_UNBOUNDED_CRITIC at loss/g)).toHaveLength(1);
});

test('a sweep is checked and shown with --dry-run, and nothing starts', async () => {
  const { code, stdout } = await start(
    'dry',
    'experiment: ring.yaml\nmethod: grid\nparameters: { optimizers.generator.learningRate: { values: [0.00123, 0.1] }, optimizers.discriminator.learningRate: { values: [1e-3] } }\n',
    '--dry-run',
  );
  expect(code).toBe(0);
  expect(stdout.slice(stdout.indexOf('The sweep is'))).toBe(
    'The sweep is right. It has 2 trials. The first:\n  0  generator.learningRate=0.00123 discriminator.learningRate=0.001\n  1  generator.learningRate=0.100 discriminator.learningRate=0.001\n',
  );
  expect(existsSync(join(folder, 'sweeps/dry'))).toBe(false);
});

test('resume goes on to a larger total, and best and explain tell of it', async () => {
  const text = `experiment: ring.yaml
method: random
run_cap: 2
${metric}parameters: { optimizers.generator.learningRate: { distribution: log_uniform_values, min: 1e-4, max: 1e-2 } }
`;
  const first = await start('grows', text, '--json');
  expect(first.json.trials).toHaveLength(2);
  const second = await sweep('resume', 'grows', '--run-cap', '3', '--json');
  expect(second.json.trials.slice(0, 2)).toEqual(first.json.trials);
  expect(second.json).toMatchObject({ total: 3, complete: true, sessions: 2 });
  const best = await sweep('best', 'grows', '--json');
  const value = Math.max(
    ...second.json.trials.map((trial: { value: number; status: string }) => trial.value),
  );
  expect(best.json.best[0].value).toBeLessThanOrEqual(value);
  const { stdout } = await sweep('explain', 'grows', '1');
  expect(stdout).toContain('chosen by random as its proposal 1');
  const stopped = await sweep('stop', 'grows');
  expect(stopped.stdout).toContain('there is nothing to stop');
  const none = await sweep('explain', 'grows', '17');
  expect([none.code, none.stderr]).toEqual([
    2,
    expect.stringContaining('There is no trial 17: the sweep has 3'),
  ]);
});

test('a trial that holds more memory than it may is ended and fails, and its reason stands there', async () => {
  const { code, stdout } = await start(
    'hungry',
    `experiment: ring.yaml
method: grid
${metric}retries: 0
launcher: { type: local, memory: 20M }
parameters: { stop.max: { values: [1000000000] } }
`,
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /trial 0 failed: its process was ended: it held 0\.\d+ GB of memory and may hold 0\.02 GB; run fewer/,
  );
});

test('a population tells whom each member copied, and how the best came about', async () => {
  const { code, json, stderr } = await start(
    'members',
    `experiment: ring.yaml
method: { type: pbt, population: 2, every: 4, generations: 2, quantile: 0.5 }
metric: { name: loss/generator, goal: minimize, take: last }
parallel: 2
parameters: { optimizers.generator.learningRate: { distribution: log_uniform_values, min: 1e-4, max: 1e-1 } }
`,
    '--json',
  );
  expect(code, stderr).toBe(0);
  const [one, two] = json.trials;
  const better = one.value < two.value ? 0 : 1;
  expect(json.trials.map(({ parent, until }: Record<string, number>) => [parent, until])).toEqual([
    [null, 4],
    [null, 4],
    [better, 8],
    [better, 8],
  ]);
  const copied = await sweep('explain', 'members', String(2 + (1 - better)));
  expect(copied.stdout).toContain(
    `member ${1 - better} of generation 1 copies member ${better}: it was place 2 of 2, that one place 1 of 2; `,
  );
  expect(copied.stdout).toMatch(
    new RegExp(
      `trial ${better}, iterations 0 to 4: learningRate=.*\\n.*iterations 4 to 8: learningRate .* -> `,
    ),
  );
  const best = await sweep('best', 'members');
  expect(best.stdout).toContain('iterations 0 to 4: learningRate=');
});

test('a population changes what of the networks leaves their state as it is, in mid-training', async () => {
  const leaky = ringSpec().replace('relu,', '{ type: leaky-relu, slope: 0.2 },');
  writeSpec(folder, leaky, 'leaky.yaml');
  const { code, json, stderr } = await start(
    'slopes',
    `experiment: leaky.yaml
method: { type: pbt, population: 2, every: 4, generations: 2, quantile: 0.5, resample: 0 }
metric: { name: loss/generator, goal: minimize, take: last }
parallel: 2
parameters: { generator.layers.1.slope: { min: 0.0, max: 0.5 } }
`,
    '--json',
  );
  expect(code, stderr).toBe(0);
  const slopes = json.trials.map(({ values }: { values: object }) => Object.values(values)[0]);
  const better = json.trials[0].value < json.trials[1].value ? 0 : 1;
  expect(slopes[2 + better]).toBe(slopes[better]);
  expect(Math.abs(slopes[2 + (1 - better)] - slopes[better])).toBeCloseTo(0.05, 12);
  expect(json.trials.map(({ status, value }: Record<string, unknown>) => [status, typeof value])).toEqual(
    Array(4).fill(['COMPLETE', 'number']),
  );
});

test('a trial that was given up tells at which rung, by which cut-off and against whom', async () => {
  const at = join(folder, 'sweeps/judged');
  mkdirSync(at, { recursive: true });
  const trial = { type: 'trial', point: 0, repeat: 0, after: 2, at: [0.5], values: { 'latent.size': 4 } };
  const decision = {
    verdict: 'stop',
    rung: 1,
    milestone: 2000,
    unit: 'iterations',
    loss: -3,
    cutoff: -5,
    competitors: [{ trial: 0, loss: -5 }],
    reason: 'the best 1 of 2 go on',
  };
  const entries = [
    {
      type: 'sweep',
      format: 'ganx-sweep/1',
      name: 'judged',
      experiment: 'ring.yaml',
      method: 'random',
      seeds: 1,
      metric: { name: 'mode-coverage/modes', goal: 'maximize', take: 'best' },
      hashes: { sweep: '', experiment: '' },
    },
    { type: 'session', pid: 1, total: 2, parallel: 1 },
    { ...trial, trial: 0, index: 0 },
    { ...trial, trial: 1, point: 1, index: 1 },
    { type: 'start', trial: 1, attempt: 1, resumed: false },
    { type: 'report', trial: 1, iteration: 2000, value: 3 },
    { type: 'judged', trial: 1, decision },
    {
      type: 'end',
      trial: 1,
      state: 'PRUNED',
      verdict: 'pruned',
      reason: decision.reason,
      value: 3,
      iteration: 2000,
      run: null,
    },
  ];
  writeFileSync(
    join(at, 'journal.jsonl'),
    entries.map((entry) => `${JSON.stringify({ time: 1, ...entry })}\n`).join(''),
  );
  const { code, stdout } = await sweep('explain', 'judged', '1');
  expect(code).toBe(0);
  expect(stdout).toBe(`trial 1  PRUNED (pruned): the best 1 of 2 go on
  chosen by random as its proposal 1, knowing the first 2 entries of the journal
  latent.size=4
  1 process, log sweeps/judged/trials/0001/log.txt
  mode-coverage/modes 3: the best of 1 measurement
  rung 1 (iteration 2000): given up, the best 1 of 2 go on
    mode-coverage/modes 3, cut-off 5
    against trial 0 5
`);
});

test('a sweep that is driven is not driven twice, and stops when it is asked to', async () => {
  writeSpec(folder, ringSpec(1_000_000, { measured: 1000, saved: 1000 }), 'endless.yaml');
  const text =
    'experiment: endless.yaml\nmethod: random\nrun_cap: 2\nparameters: { seed: { min: 1, max: 9 } }\n';
  writeFileSync(join(folder, 'driven.yaml'), text);
  let asked: Promise<void> | undefined;
  const journal = join(folder, 'sweeps/driven/journal.jsonl');
  const driven = ganx(['sweep', 'start', 'driven.yaml'], {
    cwd: folder,
    onOutput: (said) => {
      if (said.includes('trial 0 starts')) asked ??= ask();
    },
  });
  const ask = async (): Promise<void> => {
    const second = await sweep('resume', 'driven');
    expect([second.code, second.stderr]).toEqual([
      4,
      expect.stringMatching(/GANX_SWEEP_DRIVEN Process \d+ drives/),
    ]);
    expect((await sweep('status', 'driven')).stdout).toContain('1 RUNNING');
    const { code, stdout } = await sweep('stop', 'driven');
    expect([code, stdout]).toEqual([0, 'Stopped. `ganx sweep resume driven` goes on.\n']);
  };
  const { code, stdout } = await driven;
  await asked;
  expect(code, stdout).toBe(130);
  expect(readFileSync(journal, 'utf8')).toContain('"type":"wait"');
});
