import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Effect, Fiber } from 'effect';
import { describe, expect, it } from 'vitest';
import type { Compute } from '../../compute.js';
import { defineCallback, defineMetric, type RunEvent } from '../../plugin/index.js';
import { checkpointsOf, readCheckpoint } from '../../run/index.js';
import { eagerCompute } from '../build/eager-compute.js';
import { run, scratchFolder, tinySpec, withPlan } from '../testing/experiment.fixture.js';
import { fixtureRegistry } from '../testing/plugin.fixture.js';
import { runExperiment } from './run.js';

const types = (events: readonly RunEvent[]) => events.map(({ type }) => type);
const count = (events: readonly RunEvent[], type: RunEvent['type']) =>
  events.filter((e) => e.type === type).length;

/** A callback whose hook does what a test wants. */
const callback = (on: Parameters<typeof defineCallback>[0]['create']) =>
  fixtureRegistry(
    defineCallback({ type: 'probe', description: 'A probe.', examples: [{ type: 'probe' }], create: on }),
  );
const probed = (every = 1000) => ({ callbacks: [{ type: 'probe', every }] });

describe('a run', () => {
  it('trains to its budget and writes its folder', async () => {
    const { result, read, json } = await run(tinySpec());
    expect(result).toMatchObject({
      status: 'finished',
      verdict: { type: 'budget', rule: 'iterations', reason: '10 iterations', iteration: 10 },
      counters: { iteration: 10, discriminatorSteps: 10, generatorSteps: 10, images: 80 },
      exitCode: 0,
      best: null,
    });
    expect(readdirSync(result.folder).sort()).toEqual(
      [
        'checkpoints',
        'log.jsonl',
        'manifest.json',
        'metrics.jsonl',
        'result.json',
        'sessions.json',
        'source',
        'spec.yaml',
      ].sort(),
    );
    expect(result.run).toMatch(/^tiny\/\d{8}-\d{6}-[0-9a-f]{6}$/);
    expect(json('result.json')).toEqual(JSON.parse(JSON.stringify(result)));
    expect(read('spec.yaml').toString()).toBe('name: tiny\nseed: 7\n');
    expect(read('source/exp.yaml').toString()).toBe('name: tiny\n');
    expect(json('source/origins.json')).toEqual({
      files: [{ file: '/home/me/exp.yaml', storedAs: 'source/exp.yaml' }],
      overrides: ['seed=7'],
    });
    expect(json('manifest.json')).toMatchObject({
      seed: 7,
      backend: { name: 'cpu' },
      plugins: [{ name: 'fixtures', version: '1.0.0' }],
      dataset: { type: 'points', fingerprint: 'f'.repeat(64), size: 200, classes: 2 },
      versions: { node: process.version, '@tensorflow/tfjs-core': '4.22.0' },
      git: null,
    });
    expect(existsSync(join(result.folder, 'checkpoints/00000010/weights.safetensors'))).toBe(true);
  });

  it('makes five discriminator steps per generator step when the policy says so', async () => {
    const { result, events } = await run(
      tinySpec({ balance: { type: 'constant', k: 5 }, stop: { type: 'iterations', max: 4 } }),
    );
    expect(result.counters).toEqual({ iteration: 4, discriminatorSteps: 20, generatorSteps: 4, images: 160 });
    expect([count(events, 'discriminator-step'), count(events, 'generator-step')]).toEqual([20, 4]);
    const second = types(events.slice(types(events).indexOf('iteration') + 1));
    expect(second.slice(0, second.indexOf('iteration') + 1)).toEqual([
      'iteration-start',
      ...Array.from({ length: 5 }, () => ['balance', 'discriminator-step']).flat(),
      'balance',
      'generator-step',
      'iteration',
    ]);
    expect(
      events
        .filter((e) => e.type === 'balance')
        .slice(0, 6)
        .map(({ reason }) => reason),
    ).toEqual([
      'step 1 of 5',
      'step 2 of 5',
      'step 3 of 5',
      'step 4 of 5',
      'step 5 of 5',
      'the discriminator had its steps',
    ]);
  });

  it('logs every event with its time, in the order in which it happened', async () => {
    const { events, read } = await run(tinySpec({ stop: { type: 'iterations', max: 2 } }));
    const lines = read('log.jsonl')
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { time: number });
    expect(lines.map(({ time, ...event }) => (time > 1.6e12 ? event : 'no time'))).toEqual(
      JSON.parse(JSON.stringify(events)),
    );
    expect(types(events)).toEqual([
      'run-start',
      'checkpoint',
      ...Array.from({ length: 2 }, () => [
        'iteration-start',
        'balance',
        'discriminator-step',
        'balance',
        'generator-step',
        'iteration',
      ]).flat(),
      'checkpoint',
      'verdict',
      'run-end',
    ]);
  });

  it('gives the same bytes twice, and others with another seed', async () => {
    const spec = tinySpec({
      conditioning: { type: 'labels' },
      generator: {
        layers: [
          { type: 'dense', units: 8 },
          { type: 'batch-norm' },
          { type: 'relu' },
          { type: 'dense', units: 2 },
        ],
      },
      discriminator: {
        layers: [{ type: 'dense', units: 8 }, { type: 'dropout' }, { type: 'dense', units: 1 }],
      },
      ema: { decay: 0.9, rampUp: 0.05, startIteration: 2 },
      metrics: [{ type: 'spread', every: 4, samples: 40 }],
    });
    const files = [
      'metrics.jsonl',
      'checkpoints/00000010/weights.safetensors',
      'checkpoints/00000010/optimizer.safetensors',
    ];
    const [a, b, c] = [await run(spec), await run(spec), await run({ ...spec, seed: 8 })];
    for (const file of files) {
      expect(a.read(file).equals(b.read(file))).toBe(true);
      expect(a.read(file).equals(c.read(file))).toBe(false);
    }
  });

  it('can be run twice from one plan: the second starts afresh', async () => {
    await withPlan(tinySpec(), async (plan) => {
      const { runPlan } = await import('../testing/experiment.fixture.js');
      const file = 'checkpoints/00000010/weights.safetensors';
      const [a, b] = [await runPlan(plan), await runPlan(plan)];
      expect(a.read(file).equals(b.read(file))).toBe(true);
    });
  });

  it('learns: the generator moves onto the data', async () => {
    const { result } = await run(
      tinySpec({
        stop: { type: 'iterations', max: 400 },
        metrics: [{ type: 'spread', every: 400, samples: 64 }],
        logging: [],
      }),
    );
    // Blobs at (-1,-1) and (1,1): the mean absolute coordinate of the data is 1; of the untrained generator about 0.3.
    expect(result.metrics[0]!.value).toBeGreaterThan(0.7);
    expect(result.metrics[0]!.value).toBeLessThan(1.4);
  });
});

describe('checkpoints of a run', () => {
  it('are written every n iterations and at the end; old ones go', async () => {
    const { result, events, json } = await run(
      tinySpec({ checkpoint: { every: 2, keepLast: 2 }, stop: { type: 'iterations', max: 9 } }),
    );
    expect(events.filter((e) => e.type === 'checkpoint').map(({ path, reason }) => [path, reason])).toEqual([
      ['checkpoints/00000000', 'start'],
      ['checkpoints/00000002', 'every'],
      ['checkpoints/00000004', 'every'],
      ['checkpoints/00000006', 'every'],
      ['checkpoints/00000008', 'every'],
      ['checkpoints/00000009', 'end'],
    ]);
    expect(readdirSync(join(result.folder, 'checkpoints')).sort()).toEqual([
      '00000008',
      '00000009',
      'index.json',
    ]);
    expect(json('checkpoints/index.json')).toEqual({ last: '00000009', best: {} });
  });

  const listed = (values: number[]) =>
    defineMetric({
      type: 'scripted',
      description: 'A list.',
      examples: [{ type: 'scripted' }],
      measures: () => [{ name: 'scripted', goal: 'minimize' }],
      create: () => ({
        evaluate: async () => [
          { name: 'scripted', value: values.shift()!, goal: 'minimize', provenance: { samples: 1 } },
        ],
      }),
    });

  it('take of equal bests the later, or the earlier if they are told to', async () => {
    const best = async (ties?: 'later' | 'earlier') => {
      const { events, result } = await run(
        tinySpec({
          metrics: [{ type: 'scripted', every: 2 }],
          checkpoint: {
            every: 1000,
            keepLast: 1,
            ...(ties && { keepBest: { monitor: 'scripted', ties } }),
          },
        }),
        { registry: fixtureRegistry(listed([5, 3, 4, 3, 7])) },
      );
      expect(readdirSync(join(result.folder, 'checkpoints'))).toContain(result.best!.checkpoint.slice(12));
      return [
        result.best!.iteration,
        events.filter((e) => e.type === 'best').map(({ best: { iteration } }) => iteration),
      ];
    };
    expect(await best()).toEqual([8, [2, 4, 8]]);
    expect(await best('later')).toEqual([8, [2, 4, 8]]);
    expect(await best('earlier')).toEqual([4, [2, 4]]);
  });

  it('keep the best by the monitored metric, whatever its age', async () => {
    const scripted = listed([5, 3, 4, 6, 7]);
    const { result, events, json } = await run(
      tinySpec({
        metrics: [{ type: 'scripted', every: 2 }],
        checkpoint: { every: 1000, keepLast: 1, keepBest: { monitor: 'scripted', ties: 'later' } },
      }),
      { registry: fixtureRegistry(scripted) },
    );
    expect(result.best).toEqual({
      monitor: 'scripted',
      value: 3,
      iteration: 4,
      checkpoint: 'checkpoints/00000004',
    });
    expect(result.metrics).toEqual([
      { name: 'scripted', value: 7, goal: 'minimize', provenance: { samples: 1 } },
    ]);
    expect(readdirSync(join(result.folder, 'checkpoints')).sort()).toEqual([
      '00000004',
      '00000010',
      'index.json',
    ]);
    expect(json('checkpoints/index.json')).toMatchObject({ best: { scripted: { value: 3 } } });
    expect(events.filter((e) => e.type === 'best').map(({ best }) => best.value)).toEqual([5, 3]);
    expect(count(events, 'evaluation')).toBe(5);
  });
});

describe('metrics of a run', () => {
  it('are evaluated every n iterations and once more at the end, and rules see their values', async () => {
    const { events } = await run(tinySpec({ metrics: [{ type: 'spread', every: 4, samples: 16 }] }));
    const evaluations = events.filter((e) => e.type === 'evaluation');
    expect(evaluations.map(({ counters }) => counters.iteration)).toEqual([4, 8, 10]);
    expect(evaluations[0]!.values[0]).toMatchObject({
      name: 'spread',
      provenance: { samples: 16, weights: 'live' },
    });
  });

  it('that give a value they do not announce fail the run by name', async () => {
    const sly = defineMetric({
      type: 'sly',
      description: 'Sly.',
      examples: [{ type: 'sly' }],
      measures: () => [{ name: 'sly', goal: 'minimize' }],
      create: () => ({
        evaluate: async () => [{ name: 'other', value: 1, goal: 'minimize', provenance: {} }],
      }),
    });
    const { result } = await run(tinySpec({ metrics: [{ type: 'sly', every: 3 }] }), {
      registry: fixtureRegistry(sly),
    });
    expect(result).toMatchObject({
      exitCode: 3,
      error: { code: 'GANX_PLUGIN_METRIC_NAME', component: 'metric sly', hook: 'evaluate', iteration: 3 },
    });
  });
});

describe('metrics of a run, at its end', () => {
  const counted = defineMetric({
    type: 'counted',
    description: 'How often it was evaluated.',
    examples: [{ type: 'counted' }],
    measures: () => [{ name: 'counted', goal: 'maximize' }],
    create: () => {
      let times = 0;
      return {
        evaluate: async () => [
          { name: 'counted', value: ++times, goal: 'maximize' as const, provenance: {} },
        ],
        dispose() {
          throw new Error('cannot let go');
        },
      };
    },
  });
  const metrics = [
    { type: 'spread', every: 5, samples: 16 },
    { type: 'counted', every: 3 },
  ];

  it('are evaluated once each, and a failure to dispose one loses nothing of the result', async () => {
    const { result, events, json } = await run(tinySpec({ metrics }), { registry: fixtureRegistry(counted) });
    const last = events
      .filter((e) => e.type === 'evaluation')
      .filter(({ counters }) => counters.iteration === 10)
      .flatMap(({ values }) => values.map(({ name }) => name));
    expect(last).toEqual(['spread', 'counted']);
    expect(result).toMatchObject({
      status: 'failed',
      exitCode: 3,
      counters: { iteration: 10 },
      error: { component: 'metric counted', hook: 'dispose' },
    });
    expect(result.metrics.map(({ name, value }) => [name, name === 'counted' ? value : 0])).toEqual([
      ['counted', 4],
      ['spread', 0],
    ]);
    expect(json('result.json')).toMatchObject({ counters: { iteration: 10 } });
  });
});

describe('a checkpoint', () => {
  it('of weights that are not finite is not written: the run has diverged', async () => {
    const { result, events } = await run(
      tinySpec({
        loss: { type: 'non-saturating', scale: 1e6 },
        optimizers: {
          generator: { type: 'momentum', learningRate: 3e38, decay: 0.5 },
          discriminator: { type: 'momentum', learningRate: 0.05, decay: 0.5 },
        },
        stop: { type: 'iterations', max: 1 },
      }),
    );
    expect(result).toMatchObject({ exitCode: 5, verdict: { type: 'diverged', iteration: 1 } });
    expect(result.verdict.reason).toMatch(/generator\/\S+ holds (NaN|-?Infinity) after iteration 1$/);
    expect(checkpointsOf(result.folder)).toEqual([0]);
    expect(count(events, 'checkpoint')).toBe(1);
  });

  it('is not made of the state in which a handler failed: that one stands beside, and the last good one stays the last', async () => {
    const registry = callback(() => ({
      on: {
        iteration({ counters }) {
          if (counters.iteration === 5) throw new Error('no more');
        },
      },
    }));
    const { json, result } = await run(
      { ...tinySpec(probed()), checkpoint: { every: 2, keepLast: 3 } },
      { registry },
    );
    expect(json('checkpoints/exception/state.json')).toMatchObject({ counters: { iteration: 5 } });
    expect(json('checkpoints/index.json')).toMatchObject({ last: '00000004' });
    expect(checkpointsOf(result.folder)).toEqual([0, 2, 4]);
  });
});

describe('a run ends', () => {
  it.each([
    ['converged', 0],
    ['budget', 0],
    ['diverged', 5],
    ['collapsed', 6],
    ['overpowered', 6],
  ])('with the verdict of the rule that fired: %s, exit code %i', async (verdict, exitCode) => {
    const { result } = await run(tinySpec({ stop: { type: 'fires', at: 3, verdict } }));
    expect(result).toMatchObject({
      status: 'finished',
      verdict: { type: verdict, rule: 'fires', reason: 'fired at 3', iteration: 3 },
      exitCode,
    });
  });

  it('as diverged when a loss is not finite, and keeps the last good checkpoint', async () => {
    const { result, events } = await run(
      tinySpec({
        optimizers: {
          generator: { type: 'momentum', learningRate: 0.05, decay: 0.5 },
          discriminator: { type: 'momentum', learningRate: 1e38, decay: 0.5 },
        },
        checkpoint: { every: 1, keepLast: 3 },
        metrics: [{ type: 'spread', every: 1, samples: 16 }],
        callbacks: [],
      }),
    );
    expect(result).toMatchObject({ status: 'finished', exitCode: 5, verdict: { type: 'diverged' } });
    expect(result.verdict.reason).toMatch(
      /^the (generator|discriminator)'s \w+ is (NaN|-?Infinity) at \w+ step \d+; the layer dense \(\S+\) gives -?Infinity for numbers that are finite, .*; the first tensor that is not finite: \S+ holds (NaN|-?Infinity)$/,
    );
    expect(result.verdict.rule).toBeUndefined();
    const last = events.findLast((e) => e.type === 'checkpoint');
    expect(last === undefined || last.counters.iteration < result.verdict.iteration).toBe(true);
    expect(
      existsSync(join(result.folder, 'checkpoints', String(result.verdict.iteration).padStart(8, '0'))),
    ).toBe(false);
  });

  it('when a callback asks for it, after the current iteration', async () => {
    const registry = callback(() => ({
      on: {
        'discriminator-step': ({ counters }, context) => {
          if (counters.iteration === 2) context.stop('collapsed', 'I have seen enough');
        },
      },
    }));
    const { result } = await run(tinySpec(probed()), { registry });
    expect(result.verdict).toEqual({
      type: 'collapsed',
      rule: 'probe',
      reason: 'I have seen enough',
      iteration: 3,
    });
  });

  it('after the current iteration when interrupted, with a checkpoint and without a last evaluation', async () => {
    const interruption = { requested: undefined as string | undefined };
    const { result, events } = await run(tinySpec({ metrics: [{ type: 'spread', every: 4, samples: 16 }] }), {
      interruption,
      onEvent: (e) => {
        if (e.type === 'discriminator-step' && e.counters.iteration === 5) interruption.requested = 'SIGINT';
      },
    });
    expect(result).toMatchObject({
      status: 'interrupted',
      verdict: { type: 'interrupted', reason: 'SIGINT asked the run to end', iteration: 6 },
      counters: { generatorSteps: 6 },
      exitCode: 130,
    });
    expect(types(events).slice(-5)).toEqual([
      'iteration',
      'interruption',
      'checkpoint',
      'verdict',
      'run-end',
    ]);
    expect(existsSync(join(result.folder, 'checkpoints/00000006/state.json'))).toBe(true);
    expect(events.filter((e) => e.type === 'evaluation')).toHaveLength(1);
  });

  it('in order when its fiber is interrupted: the result is written before the scope closes', async () => {
    await withPlan(tinySpec({ stop: { type: 'iterations', max: 1_000_000 }, logging: [] }), async (plan) => {
      const runsDirectory = scratchFolder();
      let folder = '';
      let started!: () => void;
      const running = new Promise<void>((resolve) => {
        started = resolve;
      });
      const fiber = Effect.runFork(
        Effect.scoped(
          runExperiment(plan, {
            runsDirectory,
            source: { files: [], overrides: [] },
            specYaml: '',
            onEvent: (e) => {
              if (e.type === 'run-start') folder = e.folder;
              if (e.type === 'iteration' && e.counters.iteration === 3) started();
            },
          }),
        ),
      );
      await running;
      await Effect.runPromise(Fiber.interrupt(fiber));
      const { readFileSync } = await import('node:fs');
      expect(JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'))).toMatchObject({
        status: 'interrupted',
        exitCode: 130,
      });
    });
  });
});

describe('a failure', () => {
  const boom = () => {
    throw new Error('boom');
  };

  it.each([
    'run-start',
    'iteration-start',
    'balance',
    'discriminator-step',
    'generator-step',
    'iteration',
    'evaluation',
    'checkpoint',
    'best',
    'verdict',
    'run-end',
  ] as const)('of a callback in its hook %s names it, saves state and writes the result', async (hook) => {
    const registry = callback(() => ({ on: { [hook]: boom } }));
    const { result, events, json } = await run(
      tinySpec({
        ...probed(),
        metrics: [{ type: 'spread', every: 2, samples: 16 }],
        stop: { type: 'iterations', max: 4 },
      }),
      { registry },
    );
    expect(result).toMatchObject({
      status: 'failed',
      exitCode: 3,
      verdict: { type: 'failed' },
      error: { code: 'GANX_PLUGIN_THREW', component: 'callback probe', hook },
    });
    expect(result.error!.message).toContain('boom');
    expect(events.find((e) => e.type === 'exception')).toMatchObject({ component: 'callback probe', hook });
    expect(json('result.json')).toMatchObject({ status: 'failed', exitCode: 3 });
    expect(readCheckpoint(join(result.folder, 'checkpoints/exception')).tensors.size).toBe(16);
  });

  it('of an awaited hook stops what comes after it', async () => {
    const registry = callback(() => ({
      on: {
        iteration: async ({ counters }) => {
          await Promise.resolve();
          if (counters.iteration === 2) boom();
        },
      },
    }));
    const { result } = await run(tinySpec(probed()), { registry });
    expect(result).toMatchObject({ counters: { iteration: 2 }, error: { hook: 'iteration', iteration: 2 } });
  });

  it('of a tick names the iteration', async () => {
    const registry = callback(() => ({ on: {}, tick: boom }));
    const { result } = await run(tinySpec(probed(3)), { registry });
    expect(result.error).toMatchObject({ component: 'callback probe', hook: 'tick', iteration: 3 });
  });

  it('of a file operation in a plugin is a failure of the run, not of the plugin', async () => {
    const registry = callback(() => ({ on: { iteration: () => writeFileSync('/no/such/folder/x', '') } }));
    const { result } = await run(tinySpec(probed()), { registry });
    expect(result).toMatchObject({
      exitCode: 4,
      error: { code: 'GANX_RUN_IO', path: '/no/such/folder/x', component: 'callback probe' },
    });
  });

  it('of a policy whose turn never ends says so', async () => {
    // Steps that do nothing: ten thousand of them are quick.
    const idle: Compute = {
      ...eagerCompute('cpu'),
      compile: () => ({
        run: async () => ({ stats: new Float32Array(5) }) as never,
        prepare: async () => undefined,
        dispose: () => undefined,
      }),
    };
    const { result } = await run(tinySpec({ balance: { type: 'endless' } }), { compute: idle });
    expect(result).toMatchObject({
      exitCode: 3,
      counters: { iteration: 0, discriminatorSteps: 10_000 },
      error: { code: 'GANX_PLUGIN_BALANCE_ENDLESS', component: 'balance endless', iteration: 1 },
    });
  });

  it('of an optimizer that gives a rate that is no number is told before it ruins the weights', async () => {
    const momentum = { type: 'momentum', learningRate: 0.05, decay: 0.5 };
    const { result } = await run(
      tinySpec({
        optimizers: { generator: { ...momentum, learningRate: Number.NaN }, discriminator: momentum },
      }),
    );
    expect(result.error).toMatchObject({
      code: 'GANX_PLUGIN_SCALAR',
      component: 'optimizer momentum',
      hook: 'scalars',
    });
  });

  it('to make the folder is a typed failure of the effect, with what to do', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'runs'));
    writeFileSync(join(folder, 'runs', 'tiny'), 'a file where the folder should be');
    await withPlan(tinySpec(), async (plan) => {
      const error = await Effect.runPromise(
        Effect.scoped(
          Effect.flip(
            runExperiment(plan, {
              runsDirectory: join(folder, 'runs'),
              source: { files: [], overrides: [] },
              specYaml: '',
            }),
          ),
        ),
      );
      expect(error).toMatchObject({
        _tag: 'RunIoError',
        code: 'GANX_RUN_IO',
        place: { path: expect.stringContaining(folder) },
      });
    });
  });

  it('before the first iteration still leaves a result', async () => {
    const { defineDataset } = await import('../../plugin/index.js');
    const info = { shape: [2], dtype: 'float32', size: 5 } as const;
    const gone = defineDataset({
      type: 'gone',
      description: 'Vanishes.',
      examples: [{ type: 'gone' }],
      describe: async () => info,
      load: async () => boom(),
    });
    const { result } = await run(
      tinySpec({ data: { type: 'gone', batchSize: 4, range: [-1, 1], augment: [] } }),
      { registry: fixtureRegistry(gone) },
    );
    expect(result).toMatchObject({
      status: 'failed',
      exitCode: 4,
      error: { code: 'GANX_DATA', component: 'dataset gone', hook: 'load' },
    });
  });
});
