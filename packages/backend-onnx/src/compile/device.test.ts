import '@tensorflow/tfjs-layers'; // registers TensorFlow.js's gradients
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OnnxBackend } from '../backend.js';
import { simplifyTraced } from '../passes/optimize.js';
import { registerOnnxBackend } from '../register.js';
import { type Device, probeDevice } from '../session/device.js';
import { webgpuForTests } from '../session/software-gpu.fixture.js';
import { compile } from './compile.js';
import { Executable } from './executable.js';
import { filled, type Gan, makeDcgan, makeMlp, makeSteps, seedWeights, sequence } from './gan.fixture.js';
import { resultsOf, withResults } from './graph-results.js';
import { hostInput } from './host-input.js';
import { makeStats } from './stats.js';
import { Trace } from './trace.js';

/** What is not here is skipped, with what it needs. */
const gpus = [
  { device: 'webgpu', presence: webgpuForTests() },
  { device: 'cuda', presence: probeDevice('cuda') },
] as const;

/** Losses and weights after each of `steps` iterations of the same GAN from the same weights and batches. */
async function train(device: Device, make: () => Gan, batch: number, penalty = 0, steps = 3) {
  registerOnnxBackend({ device });
  await tf.setBackend('onnx');
  const gan = make();
  seedWeights(gan, 7);
  const { dStep, gStep, state } = makeSteps(gan, penalty);
  const [d, g] = [compile(dStep), compile(gStep)];
  const next = sequence(11);
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const real = filled([batch, ...gan.image], next);
    const [z1, z2] = [filled([batch, gan.latent], next), filled([batch, gan.latent], next)];
    losses.push((await d({ real, z: z1 })).dLoss.dataSync()[0]!, (await g({ z: z2 })).gLoss.dataSync()[0]!);
  }
  const weights = state.map((v) => Float32Array.from(v.dataSync()));
  d.dispose();
  g.dispose();
  return { losses, weights };
}

async function expectAgreement(device: Device, make: () => Gan, batch: number, penalty = 0) {
  const expected = await train('cpu', make, batch, penalty);
  const seen = await train(device, make, batch, penalty);
  for (const [i, loss] of expected.losses.entries()) expect(seen.losses[i]).toBeCloseTo(loss, 3);
  for (const [i, weights] of expected.weights.entries()) {
    const scale = Math.max(...weights.map(Math.abs));
    for (const [j, weight] of weights.entries())
      expect(Math.abs(seen.weights[i]![j]! - weight), `variable ${i}, element ${j}`).toBeLessThan(
        2e-3 * scale + 1e-5,
      );
  }
}

// A device in software compiles its shaders at first use, which takes half a minute on a busy machine.
for (const { device, presence } of gpus) {
  const reason = presence.present ? '' : ` (skipped: ${presence.needs})`;
  describe.skipIf(!presence.present)(
    `functions compiled for ${device}${reason}`,
    { timeout: 240_000 },
    () => {
      beforeAll(async () => {
        registerOnnxBackend({ threads: 2, device });
        await tf.setBackend('onnx');
      });
      afterAll(() => registerOnnxBackend({ device: 'cpu' }));

      it('train a perceptron as on the processor', () =>
        expectAgreement(device, () => makeMlp(10, 24, 16, 'sigmoid'), 16));
      it('train convolutions and batch norm as on the processor', () =>
        expectAgreement(device, () => makeDcgan(8, 2, 8), 4));
      it('train with a gradient penalty through convolutions as on the processor', () =>
        expectAgreement(device, () => makeDcgan(8, 2, 8), 4, 10));

      // ONNX Runtime's CUDA kernels sum in the order in which their blocks end.
      it.skipIf(device === 'cuda')('give the same bits when they are repeated', async () => {
        const once = await train(device, () => makeDcgan(8, 2, 8), 4);
        expect(await train(device, () => makeDcgan(8, 2, 8), 4)).toEqual(once);
      });

      it('keep variables on the device, and hand out copies of them', async () => {
        const v = tf.variable(tf.tensor1d([1, 2]));
        const f = compile(({ x }: { x: tf.Tensor }) => {
          v.assign(tf.add(tf.mul(v, 2), x) as tf.Tensor1D);
          return { sum: tf.sum(v) };
        });
        const first = await f({ x: tf.tensor1d([1, 1]) });
        const kept = v.clone();
        expect([...first.sum.dataSync()]).toEqual([8]);
        expect([...v.dataSync()]).toEqual([3, 5]);
        await f({ x: tf.tensor1d([0, 1]) });
        expect([...v.dataSync()]).toEqual([6, 11]);
        expect([...kept.dataSync()]).toEqual([3, 5]);
        expect([...tf.mul(v, 10).dataSync()]).toEqual([60, 110]);
        v.assign(tf.tensor1d([7, 7]));
        expect([...(await f({ x: tf.tensor1d([0, 0]) })).sum.dataSync()]).toEqual([28]);
        f.dispose();
      });

      it('fill host inputs, take bytes, and return each output as its own tensor', async () => {
        let calls = 0;
        const f = compile<{ x: { data: Uint8Array; shape: number[] } }, { a: tf.Tensor; b: tf.Tensor }>(
          ({ x }) => {
            const drawn = hostInput([2], 'float32', (target: Float32Array) => target.fill(++calls));
            const a = tf.add(tf.cast(x, 'float32'), drawn);
            return { a, b: a };
          },
        );
        const x = { data: Uint8Array.of(10, 255), shape: [2] };
        const { a, b } = await f({ x });
        expect([...a.dataSync(), ...b.dataSync()]).toEqual([11, 256, 11, 256]);
        expect([...(await f({ x })).a.dataSync()]).toEqual([12, 257]);
        f.dispose();
      });

      it('hold the same tensors after many calls as after the first', async () => {
        const v = tf.variable(tf.zeros([64, 64]));
        const f = compile(({ x }: { x: tf.Tensor }) => {
          v.assign(tf.add(v, x) as tf.Tensor2D);
          return { sum: tf.sum(v) };
        });
        const x = tf.ones([64, 64]);
        (await f({ x })).sum.dispose();
        const before = tf.memory();
        for (let i = 0; i < 50; i++) (await f({ x })).sum.dispose();
        const after = tf.memory();
        expect([after.numTensors, after.numDataBuffers]).toEqual([before.numTensors, before.numDataBuffers]);
        expect(v.dataSync()[0]).toBe(51);
        f.dispose();
      });

      it('are traced for the device that was chosen last', () => {
        expect((tf.backend() as OnnxBackend).device).toBe(device);
        registerOnnxBackend({ device: 'cpu' });
        expect((tf.backend() as OnnxBackend).device).toBe('cpu');
      });
    },
  );
}

const webgpu = gpus[0].presence;
describe.skipIf(!webgpu.present)(
  'a device whose memory the binding does not hand out',
  { timeout: 240_000 },
  () => {
    it('gets weights and gives gradients, and trains as on the processor', async () => {
      registerOnnxBackend({ threads: 2, device: 'cpu' });
      await tf.setBackend('onnx');
      const backend = tf.backend() as OnnxBackend;
      const trained = (device: Device) => {
        const gan = makeDcgan(8, 2, 8);
        seedWeights(gan, 7);
        const { dStep, state } = makeSteps(gan, 0);
        const spec = { feed: 'float32', dtype: 'float32' } as const;
        const graph = new Trace(backend).record(
          [
            { ...spec, name: 'real', shape: [4, ...gan.image] },
            { ...spec, name: 'z', shape: [4, gan.latent] },
          ],
          dStep as never,
        );
        const simplified = withResults(graph, simplifyTraced(resultsOf(graph)));
        const stats = makeStats();
        const executable = new Executable(backend, simplified, stats, undefined, device);
        const next = sequence(11);
        for (let i = 0; i < 3; i++) {
          const [real, z] = [filled([4, ...gan.image], next), filled([4, gan.latent], next)];
          tf.dispose(
            executable.run({ real: real.dataSync() as Float32Array, z: z.dataSync() as Float32Array }),
          );
        }
        executable.dispose();
        return { stats, weights: state.flatMap((v) => [...v.dataSync()]) };
      };
      const expected = trained('cpu');
      const seen = trained('webgpu');
      expect(seen.stats.fusedNodes).toBeGreaterThan(60);
      for (const [i, weight] of expected.weights.entries())
        expect(Math.abs(seen.weights[i]! - weight), `element ${i}`).toBeLessThan(1e-3);
    });
  },
);

describe('a device that does not work', () => {
  it('is refused before anything computes, with what is missing', () => {
    // The CUDA provider is no part of the npm package; where somebody installed it this has nothing to refuse.
    try {
      registerOnnxBackend({ device: 'cuda' });
      registerOnnxBackend({ device: 'cpu' });
    } catch (error) {
      expect(error).toMatchObject({
        code: 'GANX_BACKEND_DEVICE',
        message: expect.stringMatching(
          /^The device 'cuda' does not work here: .+\. It needs an NVIDIA card .* Without it, device 'cpu' computes the same, up to rounding\. \[GANX_BACKEND_DEVICE\]$/s,
        ),
      });
    }
  });
});
