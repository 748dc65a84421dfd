import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerOnnxBackend } from '../register.js';
import { compile } from './compile.js';
import { filled, type Gan, makeDcgan, makeMlp, makeSteps, seedWeights, sequence } from './gan.fixture.js';

const STEPS = 4;

interface Trajectory {
  losses: number[][];
  weights: Float32Array[][];
}

async function trajectory(
  backend: 'cpu' | 'onnx',
  make: () => Gan,
  batch: number,
  penalty = 0,
): Promise<Trajectory> {
  await tf.setBackend(backend);
  const gan = make();
  seedWeights(gan, 7);
  const { dStep, gStep, state } = makeSteps(gan, penalty);
  const compiled = backend === 'onnx';
  const d = compiled ? compile(dStep) : async (x: Parameters<typeof dStep>[0]) => tf.tidy(() => dStep(x));
  const g = compiled ? compile(gStep) : async (x: Parameters<typeof gStep>[0]) => tf.tidy(() => gStep(x));
  const next = sequence(11);
  const result: Trajectory = { losses: [], weights: [] };
  for (let i = 0; i < STEPS; i++) {
    const real = filled([batch, ...gan.image], next);
    const z1 = filled([batch, gan.latent], next);
    const z2 = filled([batch, gan.latent], next);
    const { dLoss } = await d({ real, z: z1 });
    const { gLoss } = await g({ z: z2 });
    result.losses.push([dLoss.dataSync()[0]!, gLoss.dataSync()[0]!]);
    result.weights.push(state.map((v) => Float32Array.from(v.dataSync())));
  }
  return result;
}

async function expectParity(make: () => Gan, batch: number, penalty = 0) {
  const reference = await trajectory('cpu', make, batch, penalty);
  const seen = await trajectory('onnx', make, batch, penalty);
  for (let step = 0; step < STEPS; step++) {
    reference.losses[step]!.forEach((loss, i) => {
      expect(seen.losses[step]![i]).toBeCloseTo(loss, 4);
    });
    reference.weights[step]!.forEach((weights, i) => {
      const other = seen.weights[step]![i]!;
      let worst = 0;
      let scale = 0;
      weights.forEach((w, j) => {
        worst = Math.max(worst, Math.abs(w - other[j]!));
        scale = Math.max(scale, Math.abs(w));
      });
      expect(worst, `step ${step}, variable ${i}`).toBeLessThan(2e-3 * scale + 1e-5);
    });
  }
}

describe('compiled training steps agree with the cpu backend, step by step', () => {
  beforeAll(() => registerOnnxBackend({ threads: 2 }));

  it('ring: multilayer perceptrons in two dimensions', () => expectParity(() => makeMlp(2, 16, 2), 32));
  it('mlp: sigmoid images', () => expectParity(() => makeMlp(10, 24, 16, 'sigmoid'), 16));
  it('dcgan: convolutions, transposed convolutions, batch norm', () =>
    expectParity(() => makeDcgan(8, 2, 8), 4));
  it('gradient penalty on a perceptron', () => expectParity(() => makeMlp(2, 16, 2), 32, 10));
  it('ring in shares of a large batch', () => expectParity(() => makeMlp(2, 32, 2), 1024));
  it('gradient penalty in shares of a large batch', () => expectParity(() => makeMlp(2, 32, 2), 1024, 10));
  it('gradient penalty through convolutions', () => expectParity(() => makeDcgan(8, 2, 8), 4, 10));
});
