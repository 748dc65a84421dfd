import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ganx, temporaryFolder } from '../cli/ganx.js';

/** One component of each kind that is called while a run trains; `FAULT` says which hook throws, `FROM` from when on. */
const plugin = `import { defineBalance, defineCallback, defineDataset, defineLogger, defineLoss, defineMetric, defineOptimizer, definePlugin, defineStoppingRule } from '@ganx/core/plugin';
import { add, log, mean, mul, neg, softplus, sub } from '@tensorflow/tfjs-core';

let calls = 0;
/** From the n-th call of the hook on, 'throw' or 'nan'. */
const fault = (hook) => {
  if (process.env.FAULT !== hook || ++calls < Number(process.env.FROM)) return false;
  if (process.env.HOW === 'nan') return true;
  throw new Error('sprung');
};
const about = { type: 'faulty', description: 'Fails on demand.', examples: [{ type: 'faulty' }] };
const info = { shape: [2], dtype: 'float32', size: 64 };

export default definePlugin({
  meta: { name: 'acme', version: '1.0.0', namespace: 'acme', ganxApi: '^0.1.0' },
  components: [
    defineDataset({
      ...about,
      describe: async () => info,
      load: async () => ({
        info,
        fingerprint: 'a'.repeat(64),
        train: {
          size: 64,
          read(indices, target) {
            for (const [i, index] of indices.entries()) target.set([Math.cos(index), Math.sin(index)], 2 * i);
            if (fault('dataset read')) target[5] = Number.NaN;
          },
        },
      }),
    }),
    defineLoss({
      ...about,
      create: () => ({
        threshold: 0,
        opinion: (score) => score,
        discriminator: (dReal, dFake) => {
          const game = add(mean(softplus(neg(dReal))), mean(softplus(dFake)));
          return fault('loss discriminator') ? mul(game, log(sub(0, 1))) : game;
        },
        generator: (dFake) => mean(softplus(neg(dFake))),
      }),
    }),
    defineOptimizer({
      ...about,
      create: () => ({
        slots: {},
        scalars: (_step, rateFactor) => ({ learningRate: fault('optimizer scalars') ? Number.NaN : 0.05 * rateFactor }),
        update: ({ gradient, parameter, scalars }) => ({ parameter: sub(parameter, mul(gradient, scalars.learningRate)), slots: {} }),
      }),
    }),
    defineBalance({
      ...about,
      create: () => ({
        next({ turn }) {
          fault('balance next');
          const first = turn.discriminatorSteps === 0;
          return { phase: first ? 'discriminator' : 'generator', endsIteration: !first, reason: 'by turns' };
        },
      }),
    }),
    defineMetric({
      ...about,
      measures: () => [{ name: 'acme/faulty', goal: 'minimize' }],
      create: () => ({
        evaluate: async () => [
          { name: 'acme/faulty', value: fault('metric evaluate') ? Number.NaN : 1, goal: 'minimize', provenance: {} },
        ],
      }),
    }),
    defineStoppingRule({ ...about, create: () => ({ decide: () => void fault('stopping-rule decide') }) }),
    defineCallback({
      ...about,
      create: () => ({
        on: { iteration: () => void fault('callback iteration') },
        tick: () => void fault('callback tick'),
        save: () => (fault('callback save'), 1),
        load: () => void fault('callback load'),
      }),
    }),
    defineLogger({
      ...about,
      open: () => ({
        scalars: () => void fault('logger scalars'),
        flush: () => void fault('logger flush'),
        close: () => void fault('logger close'),
      }),
    }),
  ],
});
`;
const spec = `name: tiny
seed: 3
plugins: [./acme.mjs]
data: { type: acme/faulty, batchSize: 8 }
latent: { type: normal, size: 2 }
generator: { layers: [{ type: dense, units: 4 }, relu, { type: dense, units: 2 }] }
discriminator: { layers: [{ type: dense, units: 4 }, relu, { type: dense, units: 1 }] }
loss: acme/faulty
optimizers: { generator: acme/faulty, discriminator: acme/faulty }
balance: acme/faulty
metrics: [{ type: acme/faulty, every: 2 }]
stop: { any: [{ type: iterations, max: 9 }, { type: acme/faulty }] }
callbacks: [{ type: acme/faulty, every: 2 }]
logging: [{ type: jsonl, every: 1 }, { type: acme/faulty, every: 1 }]
checkpoint: { every: 3 }
`;

let file = '';
const runs = (name: string) => join(file, '..', name);
const start = (name: string, env: NodeJS.ProcessEnv = {}) =>
  ganx(['run', file, '--runs-dir', runs(name), '--json'], { env });
const onlyRun = (name: string) => join(runs(name), 'tiny', readdirSync(join(runs(name), 'tiny'))[0]!);
const finalBytes = (run: string) =>
  ['metrics.jsonl', 'checkpoints/00000009/weights.safetensors'].map((path) =>
    readFileSync(join(run, path), 'base64'),
  );

let whole: string[] = [];
beforeAll(async () => {
  const folder = temporaryFolder(() => undefined);
  writeFileSync(join(folder, 'acme.mjs'), plugin);
  file = join(folder, 'tiny.yaml');
  writeFileSync(file, spec);
  const { code, stderr } = await start('whole');
  expect(code, stderr).toBe(0);
  whole = finalBytes(onlyRun('whole'));
});

describe('a plugin that throws ends ganx with code 3, is named with hook and iteration, and the run can be resumed', () => {
  test.each([
    ['dataset read', 5, 5],
    ['optimizer scalars', 30, undefined],
    ['balance next', 11, 6],
    ['metric evaluate', 2, 4],
    ['stopping-rule decide', 5, 5],
    ['callback iteration', 5, 5],
    ['callback tick', 2, 4],
    // The second checkpoint is that of the first best.
    ['callback save', 2, 2],
    ['logger scalars', 5, 5],
    ['logger flush', 2, undefined],
    ['logger close', 1, undefined],
  ])('%s, call %i', async (fault, from, iteration) => {
    const [kind, hook] = fault.split(' ') as [string, string];
    const name = fault.replace(' ', '-');
    const env = { FAULT: fault, FROM: String(from) };
    const failed = await start(name, env);
    expect(failed.code, failed.stderr).toBe(3);
    const { error, verdict } = failed.json;
    expect(error).toMatchObject({ code: 'GANX_PLUGIN_THREW', component: `${kind} acme/faulty`, hook });
    if (iteration !== undefined) expect(error.iteration).toBe(iteration);
    expect(verdict.type).toBe('failed');
    expect(failed.stderr).toContain(`The ${kind} acme/faulty failed in its hook "${hook}"`);
    expect(failed.stderr).toContain('sprung');
    // All of them are resumed in process, by packages/core/src/engine/train/faults.test.ts.
    if (!['dataset read', 'callback tick', 'logger flush'].includes(fault)) return;
    const rest = await ganx(['resume', onlyRun(name), '--json']);
    expect(rest.code, rest.stderr).toBe(0);
    expect(finalBytes(onlyRun(name))).toEqual(whole);
  });

  test('callback load, when it is resumed', async () => {
    await start('load', { FAULT: 'callback tick', FROM: '2' });
    const refused = await ganx(['resume', onlyRun('load'), '--json'], {
      env: { FAULT: 'callback load', FROM: '1' },
    });
    expect(refused.code, refused.stderr).toBe(3);
    expect(refused.stderr).toContain('The callback acme/faulty failed in its hook "load"');
    const rest = await ganx(['resume', onlyRun('load'), '--json']);
    expect(rest.code, rest.stderr).toBe(0);
    expect(finalBytes(onlyRun('load'))).toEqual(whole);
  });
});

describe('a plugin that returns NaN is named with hook and iteration', () => {
  const nan = (fault: string, from: number) => ({ FAULT: fault, FROM: String(from), HOW: 'nan' });

  test('a loss: code 5, verdict diverged', async () => {
    const { code, json, stderr } = await start('nan-loss', nan('loss discriminator', 1));
    expect(code, stderr).toBe(5);
    expect(json.verdict).toMatchObject({
      type: 'diverged',
      component: 'loss acme/faulty',
      hook: 'discriminator',
      iteration: 1,
    });
    expect(stderr).toContain('the loss acme/faulty gave it in its hook "discriminator" at iteration 1');
  });

  test('a dataset: code 4, and the run goes on from its last good checkpoint', async () => {
    const { code, json, stderr } = await start('nan-data', nan('dataset read', 5));
    expect(code, stderr).toBe(4);
    expect(json.error).toMatchObject({
      code: 'GANX_DATA_NOT_FINITE',
      component: 'dataset acme/faulty',
      hook: 'read',
      iteration: 5,
    });
    const rest = await ganx(['resume', onlyRun('nan-data'), '--json']);
    expect(rest.code, rest.stderr).toBe(0);
    expect(finalBytes(onlyRun('nan-data'))).toEqual(whole);
  });

  test('an optimizer: code 3', async () => {
    const { code, json, stderr } = await start('nan-rate', nan('optimizer scalars', 30));
    expect(code, stderr).toBe(3);
    expect(json.error).toMatchObject({
      code: 'GANX_PLUGIN_SCALAR',
      component: 'optimizer acme/faulty',
      hook: 'scalars',
    });
  });

  test('a metric: told, and the run goes on', async () => {
    const { code, stderr } = await start('nan-metric', nan('metric evaluate', 2));
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      'The metric acme/faulty gave NaN for acme/faulty in its hook "evaluate" at iteration 4.',
    );
  });
});
