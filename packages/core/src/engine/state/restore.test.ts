import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tinySpec, withPlan } from '../testing/experiment.fixture.js';
import { openFeed } from '../train/step-inputs.js';
import {
  freshProgress,
  initialise,
  restoreSnapshot,
  stateVariables,
  takeFacts,
  takeTensors,
} from './state.js';

it('saving and restoring leave every tensor, stream, cursor and component as it was', async () => {
  const spec = tinySpec({
    conditioning: { type: 'labels' },
    ema: { decay: 0.9, rampUp: 0.05, startIteration: 3 },
  });
  await withPlan(spec, async ({ built }) => {
    const dataset = {
      info: built.info,
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
    const take = async () => ({
      tensors: await takeTensors(built),
      facts: takeFacts({ built, feed, progress, parts, logBytes: 0 }),
    });
    initialise(built);
    feed.discriminator();
    feed.generator();
    const before = await take();
    feed.discriminator();
    built.streams.stream('labels').integers(new Int32Array(9), 5);
    for (const variable of stateVariables(built).values())
      variable.assign(tf.add(tf.mul(variable, 2), 1) as never);
    state = 2;
    restoreSnapshot(before, built, feed, progress, parts);
    expect(await take()).toEqual(before);
  });
});
