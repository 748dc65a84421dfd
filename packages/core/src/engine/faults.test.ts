import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  type AnyComponent,
  defineBalance,
  defineCallback,
  defineLogger,
  defineMetric,
  defineOptimizer,
  defineStoppingRule,
  type RunEvent,
} from '../plugin/index.js';
import type { ExperimentSpec } from '../spec/types.js';
import { resume, run, tinySpec } from './testing/experiment.fixture.js';
import { fixtureRegistry } from './testing/plugin.fixture.js';

/** Throws in one place, once, when armed. */
class Trap {
  armed = false;
  constructor(
    readonly hook: string,
    readonly when: () => boolean = () => true,
  ) {}
  spring(hook: string): void {
    if (!this.armed || hook !== this.hook || !this.when()) return;
    this.armed = false;
    throw new Error('sprung');
  }
}

const spec = tinySpec({
  checkpoint: { every: 3, keepLast: 3 },
  metrics: [{ type: 'trapped', every: 2 }],
  stop: { any: [{ type: 'iterations', max: 9 }, { type: 'trapped' }] },
  balance: { type: 'trapped' },
  optimizers: {
    generator: { type: 'trapped' },
    discriminator: { type: 'momentum', learningRate: 0.05, decay: 0.5 },
  },
  callbacks: [{ type: 'trapped', every: 4 }],
  logging: [
    { type: 'lines', every: 1 },
    { type: 'trapped', every: 1 },
  ],
});

function components(trap: Trap): AnyComponent[] {
  const about = { type: 'trapped', description: 'A trap.', examples: [{ type: 'trapped' }] } as const;
  const events: RunEvent['type'][] = [
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
  ];
  return [
    defineCallback({
      ...about,
      create: () => ({
        on: Object.fromEntries(events.map((type) => [type, () => trap.spring(`callback ${type}`)])),
        tick: () => trap.spring('callback tick'),
        save: () => {
          trap.spring('callback save');
          return null;
        },
      }),
    }),
    defineMetric({
      ...about,
      measures: () => [{ name: 'trapped', goal: 'minimize' }],
      create: () => ({
        evaluate: async () => {
          trap.spring('metric evaluate');
          return [{ name: 'trapped', value: 1, goal: 'minimize', provenance: {} }];
        },
      }),
    }),
    defineStoppingRule({
      ...about,
      create: () => ({
        decide: () => {
          trap.spring('stopping-rule decide');
          return undefined;
        },
      }),
    }),
    defineBalance({
      ...about,
      create: () => ({
        next: ({ turn }) => {
          trap.spring('balance next');
          const first = turn.discriminatorSteps === 0;
          return { phase: first ? 'discriminator' : 'generator', endsIteration: !first, reason: 'by turns' };
        },
      }),
    }),
    defineOptimizer({
      ...about,
      create: () => ({
        slots: {},
        scalars: () => {
          trap.spring('optimizer scalars');
          return { learningRate: 0.05 };
        },
        update: ({ parameter, gradient }) => ({
          parameter: tf.sub(parameter, tf.mul(gradient, 0.05)),
          slots: {},
        }),
      }),
    }),
    defineLogger({
      ...about,
      open: () => ({
        scalars: () => trap.spring('logger scalars'),
        event: () => trap.spring('logger event'),
        flush: () => trap.spring('logger flush'),
        close: () => trap.spring('logger close'),
      }),
    }),
  ];
}

const bytesOf = ({ read }: Awaited<ReturnType<typeof run>>) =>
  ['metrics.jsonl', 'checkpoints/00000009/weights.safetensors'].map((file) => read(file).toString('base64'));

describe('a plugin that throws is named with its hook, and the run goes on from its last good checkpoint', () => {
  it.each([
    ['callback run-start', 0],
    ['callback iteration-start', 4],
    ['callback balance', 4],
    ['callback discriminator-step', 4],
    ['callback generator-step', 4],
    ['callback iteration', 5],
    ['callback evaluation', 6],
    ['callback checkpoint', 6],
    ['callback best', 2],
    ['callback verdict', 9],
    ['callback run-end', 9],
    ['callback tick', 4],
    ['callback save', 3],
    ['metric evaluate', 6],
    ['stopping-rule decide', 5],
    ['balance next', 4],
    ['optimizer scalars', 4],
    ['logger scalars', 5],
    ['logger event', 4],
    ['logger flush', 3],
  ])('%s at iteration %i', async (name, iteration) => {
    const kind = name.split(' ')[0]!;
    let counted = -1;
    // What happens inside an iteration happens while the one before is the last that is complete.
    const trap = new Trap(name, () => counted >= iteration);
    const onEvent = (event: RunEvent) => {
      if ('counters' in event) counted = event.counters.iteration;
      else if (event.type === 'run-start') counted = 0;
    };
    const registry = fixtureRegistry(...components(trap));
    const whole = await run(spec, { registry });
    trap.armed = true;
    const failed = await run(spec, { registry, onEvent });
    expect(failed.result).toMatchObject({ status: 'failed', exitCode: 3, verdict: { type: 'failed' } });
    const { error, verdict } = failed.result;
    expect(error).toMatchObject({ component: `${kind} trapped`, code: 'GANX_PLUGIN_THREW' });
    expect(name.startsWith('logger') || name === 'callback run-end' || error!.iteration !== undefined).toBe(
      true,
    );
    expect(verdict.reason).toBe(error!.message);
    expect(error!.message).toContain(`The ${kind} trapped failed in its hook "`);
    expect(error!.message).toContain('sprung');
    expect(trap.armed).toBe(false);
    const rest = await resume(failed.result, spec, { registry });
    expect(rest.result.status).toBe('finished');
    expect(bytesOf(rest)).toEqual(bytesOf(whole));
  });
});

describe('numbers that are not finite', () => {
  const fragile = (changes: Partial<ExperimentSpec> = {}) =>
    tinySpec({
      optimizers: {
        generator: { type: 'momentum', learningRate: 0.05, decay: 0.5 },
        discriminator: { type: 'momentum', learningRate: 1e38, decay: 0.5 },
      },
      checkpoint: { every: 1, keepLast: 3 },
      ...changes,
    });

  it('end the run, name the first tensor that holds one, and keep the last good checkpoint', async () => {
    const { result, json } = await run(fragile());
    expect(result).toMatchObject({ status: 'finished', exitCode: 5, verdict: { type: 'diverged' } });
    expect(result.verdict.reason).toMatch(
      /^the \w+'s \w+ is (NaN|-?Infinity) at \w+ step \d+; the first tensor that is not finite: \S+ holds (NaN|-?Infinity)$/,
    );
    const { last } = json('checkpoints/index.json') as { last: string };
    expect(Number(last)).toBeLessThan(result.verdict.iteration);
    await expect(resume(result, fragile())).rejects.toMatchObject({ code: 'GANX_RESUME_DIVERGED' });
  });
});
