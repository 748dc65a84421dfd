import { createHash } from 'node:crypto';
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { registerOnnxBackend } from '../register.js';
import { compile } from './compile.js';
import { filled, type Gan, makeDcgan, makeMlp, makeSteps, seedWeights, sequence } from './gan.fixture.js';

/** Hash of every weight and optimizer slot after a few steps on a new backend with new sessions. */
async function fingerprint(threads: number, make: () => Gan, batch: number): Promise<string> {
  tf.removeBackend('onnx');
  registerOnnxBackend({ threads });
  await tf.setBackend('onnx');
  const gan = make();
  seedWeights(gan, 3);
  const { dStep, gStep, state } = makeSteps(gan);
  const d = compile(dStep);
  const g = compile(gStep);
  const next = sequence(5);
  for (let i = 0; i < 3; i++) {
    const z = filled([batch, gan.latent], next);
    await d({ real: filled([batch, ...gan.image], next), z });
    await g({ z });
  }
  const hash = createHash('sha256');
  for (const variable of state) hash.update(new Uint8Array(variable.dataSync().buffer));
  d.dispose();
  g.dispose();
  return hash.digest('hex');
}

describe('the bits of training', () => {
  registerOnnxBackend();
  // big enough that ONNX Runtime splits the work between threads
  it.each([
    ['perceptrons', () => makeMlp(32, 256, 64), 128],
    ['perceptrons in shares of a large batch', () => makeMlp(2, 128, 2), 512],
    ['convolutions', () => makeDcgan(32, 16, 28), 16],
  ])('are the same with 1 and 2 threads and in every session: %s', async (_name, make, batch) => {
    const one = await fingerprint(1, make, batch);
    expect(await fingerprint(2, make, batch)).toBe(one);
    expect(await fingerprint(2, make, batch)).toBe(one);
  });
});
