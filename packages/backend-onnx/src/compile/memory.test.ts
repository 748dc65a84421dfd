import '@tensorflow/tfjs-layers'; // registers TensorFlow.js's gradients
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { activeBackend } from '../backend.js';
import { registerOnnxBackend } from '../register.js';
import { openSessions } from '../session/session.js';
import { compile } from './compile.js';
import { filled, makeMlp, makeSteps, seedWeights, sequence } from './gan.fixture.js';

/** Everything that could pile up from call to call; resident memory over 10,000 iterations is bench/memory.mjs. */
const held = () => {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return {
    numTensors,
    numDataBuffers,
    numBytes,
    sessions: openSessions(),
    pool: activeBackend().pool.heldBytes,
  };
};

describe('memory of training', () => {
  beforeAll(async () => {
    registerOnnxBackend({ threads: 1 });
    await tf.setBackend('onnx');
  });

  it('does not grow over 300 iterations, and sessions go when functions are disposed of', async () => {
    const gan = makeMlp(2, 32, 2);
    seedWeights(gan, 3);
    const { dStep, gStep } = makeSteps(gan);
    const [d, g] = [compile(dStep), compile(gStep)];
    const next = sequence(5);
    const iterate = async () => {
      const feeds = [filled([64, 2], next), filled([64, 2], next), filled([64, 2], next)] as const;
      const { dLoss } = await d({ real: feeds[0], z: feeds[1] });
      const { gLoss } = await g({ z: feeds[2] });
      expect(Number.isFinite(dLoss.dataSync()[0]! + gLoss.dataSync()[0]!)).toBe(true);
      tf.dispose([dLoss, gLoss, ...feeds]);
    };
    for (let i = 0; i < 3; i++) await iterate();
    const before = held();
    for (let i = 0; i < 300; i++) await iterate();
    expect(held()).toEqual(before);
    expect(d.stats).toMatchObject({ traces: 1, runs: 303 });
    d.dispose();
    g.dispose();
    // one of each; those of what was evaluated eagerly (first weights) are kept for a while
    expect(openSessions()).toBe(before.sessions - 2);
  });

  it('of a program that is not compiled does not grow: sessions are met again, and the oldest go', () => {
    const x = tf.ones([3, 3]);
    const once = () => tf.tidy(() => void tf.sum(tf.square(tf.add(x, 1))).dataSync());
    once();
    const before = held();
    for (let i = 0; i < 50; i++) once();
    expect(held()).toEqual(before);
    // each of these is a graph of its own; only so many of their sessions are kept
    for (let n = 1; n <= 200; n++) tf.tidy(() => void tf.relu(tf.ones([n, 2])).dataSync());
    expect(openSessions()).toBeLessThanOrEqual(128 + before.sessions);
  });

  it('of tensors that are disposed of is given back', () => {
    const before = tf.memory();
    const made = tf.tidy(() => Array.from({ length: 20 }, (_, i) => tf.add(tf.ones([64, 64]), i)));
    expect(tf.memory().numTensors).toBe(before.numTensors + 20);
    made.at(-1)!.dataSync();
    tf.dispose(made);
    expect([tf.memory().numTensors, tf.memory().numBytes]).toEqual([before.numTensors, before.numBytes]);
  });
});
