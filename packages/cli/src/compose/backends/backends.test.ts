import type { StepInputs } from '@ganx/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { backends, openCompute } from '../compute.js';

type Inputs<K extends string> = Record<K, StepInputs[string]>;
type Outputs<K extends string> = Record<K, tf.Tensor>;

const directory = import.meta.dirname;
const tensorflow = backends.find(({ name }) => name === 'tensorflow')!;
const tensorflowIsHere = (await tensorflow.probe({ directory })).present;

for (const name of ['onnx', 'cpu', 'tensorflow'] as const) {
  // tensorflow is an optional peer: its tests run where a person has installed it.
  describe.skipIf(name === 'tensorflow' && !tensorflowIsHere)(`the ${name} backend`, () => {
    test('runs a step that reads host inputs, changes a variable and returns host values', async () => {
      const { compute, name: opened } = await openCompute({ backend: name, threads: 1 }, directory);
      expect(opened).toBe(name);
      await compute.activate();
      expect(tf.getBackend()).toBe(name);
      const total = tf.variable(tf.tensor1d([10, 20]));
      let draws = 0;
      const step = compute.compile<Inputs<'x' | 'images'>, Outputs<'sum' | 'images'>>(
        'add',
        ({ x, images }) => {
          const drawn = compute.hostInput([2], 'float32', (target) => target.fill(++draws));
          total.assign(tf.add(total, tf.add(x, drawn)) as tf.Tensor1D);
          return { sum: tf.sum(total), images: tf.sum(tf.cast(images, 'float32')) };
        },
      );
      const inputs = () => ({
        x: { shape: [2], data: Float32Array.of(1, 2) },
        images: { shape: [1, 3], data: Uint8Array.of(0, 1, 255) },
      });
      const first = await step.run(inputs());
      const drawsOfFirst = draws;
      expect([...first.images]).toEqual([256]);
      expect([...first.sum]).toEqual([33 + 2 * drawsOfFirst]);
      await step.run(inputs());
      expect(draws).toBeGreaterThan(drawsOfFirst);
      expect([...(await total.data())][0]).toBe(12 + drawsOfFirst + draws);
      step.dispose();
      total.dispose();
    });

    test('leaves no tensor behind', async () => {
      const { compute } = await openCompute({ backend: name, threads: 1 }, directory);
      await compute.activate();
      const step = compute.compile<Inputs<'x'>, Outputs<'y'>>('square', ({ x }) => ({ y: tf.square(x) }));
      const inputs = { x: { shape: [3], data: Float32Array.of(1, 2, 3) } };
      await step.run(inputs);
      const before = tf.memory().numTensors;
      expect([...(await step.run(inputs)).y]).toEqual([1, 4, 9]);
      expect(tf.memory().numTensors).toBe(before);
      step.dispose();
    });
  });
}
