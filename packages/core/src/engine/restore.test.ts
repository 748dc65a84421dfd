import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { defineCallback } from '../plugin/index.js';
import { readCheckpoint } from '../run/index.js';
import type { ExperimentSpec } from '../spec/types.js';
import {
  freshProgress,
  initialise,
  restoreSnapshot,
  type Snapshot,
  type SnapshotFacts,
  stateVariables,
  takeSnapshot,
} from './state.js';
import { openFeed } from './step-inputs.js';
import { run, tinySpec, withPlan } from './testing/experiment.fixture.js';
import { fixtureRegistry } from './testing/plugin.fixture.js';

/** Everything that has state at once. */
const spec = (max: number): ExperimentSpec =>
  tinySpec({
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
    regularizers: [{ type: 'r1', every: 3 }],
    ema: { decay: 0.9, startIteration: 3 },
    balance: { type: 'wandering' },
    metrics: [{ type: 'spread', every: 5, samples: 20 }],
    stop: { type: 'iterations', max },
    checkpoint: { every: 7, keepLast: 10 },
    data: { type: 'points', size: 50, batchSize: 8, range: [-1, 1], augment: [] },
  });

const load = (folder: string, iteration: number): Snapshot =>
  readCheckpoint<SnapshotFacts>(join(folder, 'checkpoints', String(iteration).padStart(8, '0')));

describe('restoring a checkpoint', () => {
  it('20 iterations are the same as 7, then 13 from the checkpoint, to the byte', async () => {
    const whole = await run(spec(20));
    const rest = await run(spec(20), { startFrom: load(whole.result.folder, 7) });
    expect(rest.events[0]).toMatchObject({ type: 'run-start', resumedAt: 7 });
    for (const file of ['weights.safetensors', 'optimizer.safetensors']) {
      const path = `checkpoints/00000020/${file}`;
      expect(rest.read(path).equals(whole.read(path))).toBe(true);
    }
    const facts = (folder: string) => ({ ...load(folder, 20).facts, seconds: 0, best: null });
    expect(facts(rest.result.folder)).toEqual(facts(whole.result.folder));
    const lines = (text: Buffer) => text.toString().trimEnd().split('\n');
    expect(lines(rest.read('metrics.jsonl'))).toEqual(lines(whole.read('metrics.jsonl')).slice(7));
    expect(rest.result.metrics).toEqual(whole.result.metrics);
  });

  it('a run that was interrupted goes on as if it was not', async () => {
    const whole = await run(spec(12));
    const interruption = { requested: undefined as string | undefined };
    const cut = await run(spec(12), {
      interruption,
      onEvent: (e) => {
        if (e.type === 'iteration' && e.counters.iteration === 6) interruption.requested = 'SIGTERM';
      },
    });
    const rest = await run(spec(12), { startFrom: load(cut.result.folder, 6) });
    const path = 'checkpoints/00000012/weights.safetensors';
    expect(rest.read(path).equals(whole.read(path))).toBe(true);
  });

  it('a run that failed in mid-turn goes on with the rest of the turn', async () => {
    let armed = true;
    const registry = fixtureRegistry(
      defineCallback({
        type: 'probe',
        description: 'Fails once.',
        examples: [{ type: 'probe' }],
        create: () => ({
          on: {
            'discriminator-step': ({ counters }) => {
              if (armed && counters.iteration === 4) {
                armed = false;
                throw new Error('once');
              }
            },
          },
        }),
      }),
    );
    const probed = { ...spec(9), callbacks: [{ type: 'probe', every: 100 }] };
    const failed = await run(probed, { registry });
    expect(failed.result).toMatchObject({ status: 'failed', counters: { iteration: 4 } });
    const snapshot = load(failed.result.folder, 4);
    expect(snapshot.facts.turn.discriminatorSteps).toBe(1);
    const rest = await run(probed, { registry, startFrom: snapshot });
    const whole = await run(probed, { registry });
    const path = 'checkpoints/00000009/weights.safetensors';
    expect(rest.read(path).equals(whole.read(path))).toBe(true);
  });

  it('save and restore leave every tensor, stream, cursor and component as it was', async () => {
    await withPlan(spec(5), async ({ built }) => {
      const info = built.info;
      const dataset = {
        info,
        fingerprint: '',
        train: { size: 50, labels: new Int32Array(50), read: () => undefined },
      };
      const feed = openFeed(dataset, { ...built, seed: 7, batchSize: 8 }, built.streams.stream('labels'));
      const progress = freshProgress();
      let state = 1;
      const value = {
        save: () => state,
        load: (saved: unknown) => {
          state = saved as number;
        },
      };
      const parts = [{ place: 'balance', component: 'balance x', value }];
      initialise(built);
      feed.discriminator();
      feed.generator();
      const before = await takeSnapshot(built, feed, progress, parts);
      feed.discriminator();
      built.streams.stream('labels').integers(new Int32Array(9), 5);
      for (const variable of stateVariables(built).values())
        variable.assign(tf.add(tf.mul(variable, 2), 1) as never);
      state = 2;
      restoreSnapshot(before, built, feed, progress, parts);
      expect(await takeSnapshot(built, feed, progress, parts)).toEqual(before);
    });
  });

  it('of another experiment is refused with the tensor that does not fit', async () => {
    const other = await run(tinySpec());
    const startFrom = load(other.result.folder, 10);
    const wider = tinySpec({
      generator: { layers: [{ type: 'dense', units: 9 }, { type: 'relu' }, { type: 'dense', units: 2 }] },
    });
    const { result } = await run(wider, { startFrom });
    expect(result).toMatchObject({ status: 'failed', exitCode: 4, error: { code: 'GANX_RUN_STATE_MISFIT' } });
    expect(result.error!.message).toContain('generator/00-dense/kernel [3,9] has shape [3,8] there');
  });
});
