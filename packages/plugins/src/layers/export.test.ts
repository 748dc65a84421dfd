import '@tensorflow/tfjs-backend-cpu';
import { type LayerSpec, Registry } from '@ganx/core/plugin';
import { buildLayers, RewindableRandom } from '@ganx/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { layers } from './index.js';
import { MinibatchStd } from './minibatch-std.js';
import { BilinearUpsample } from './upsample.js';

const network = (specs: readonly LayerSpec[], inputShape: readonly number[], classes?: number) =>
  buildLayers(specs, {
    registry: Registry.of({ meta: { name: 'layers', version: '0.0.0', ganxApi: '*' }, components: layers }),
    random: new RewindableRandom(),
    inputShape,
    ...(classes === undefined ? {} : { classes }),
  });

beforeAll(() => tf.setBackend('cpu'));

describe('exports', () => {
  const examples = layers.flatMap((component) => component.examples as readonly LayerSpec[]);
  const custom = [
    { type: 'upsample', bilinear: true },
    { type: 'minibatch-std', bilinear: false },
  ];
  const needsCode = (spec: LayerSpec) =>
    custom.some(
      ({ type, bilinear }) => spec.type === type && (!bilinear || spec.interpolation === 'bilinear'),
    );

  for (const spec of examples.filter((spec) => !needsCode(spec))) {
    test(`${JSON.stringify(spec)} loads in plain TensorFlow.js and computes the same`, async () => {
      const inputs: Record<string, number[]> = { reshape: [12544] };
      const made = [inputs[spec.type] ?? [6], [4, 4, 2]]
        .map((shape) => {
          try {
            return { shape, ...network([spec], shape, 3) };
          } catch {
            return undefined;
          }
        })
        .find((network) => network !== undefined)!;
      const topology = made.model.toJSON(null, false) as object;
      const loaded = await loadLayersModel(
        { load: async () => ({ modelTopology: topology }) },
        { strict: false },
      );
      loaded.setWeights(made.model.getWeights());
      const x = tf.reshape(tf.sin(tf.range(0, 3 * made.shape.reduce((a, b) => a * b, 1))), [
        3,
        ...made.shape,
      ]);
      const labels = tf.tensor2d([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]);
      const given = made.model.inputs.length === 1 ? x : [x, labels];
      const [ours, theirs] = [made.model, loaded].map((model) =>
        (model.predict(given) as tf.Tensor).dataSync(),
      );
      expect(theirs).toEqual(ours);
      made.model.dispose();
      loaded.dispose();
    });
  }

  test('only these layers need code of ours to load', () => {
    for (const spec of examples.filter(needsCode)) {
      const { model } = network([spec], [4, 4, 2], 3);
      expect(model.layers.some((layer) => layer.getClassName().startsWith('ganx>'))).toBe(true);
    }
  });

  test('with their classes registered, those load too and compute the same', async () => {
    tf.serialization.registerClass(
      BilinearUpsample as unknown as tf.serialization.SerializableConstructor<BilinearUpsample>,
    );
    tf.serialization.registerClass(
      MinibatchStd as unknown as tf.serialization.SerializableConstructor<MinibatchStd>,
    );
    const specs = examples.filter(needsCode);
    expect(specs).toHaveLength(2);
    const { model } = network(specs, [4, 4, 2]);
    const topology = model.toJSON(null, false) as object;
    const loaded = await loadLayersModel(
      { load: async () => ({ modelTopology: topology }) },
      { strict: false },
    );
    const x = tf.reshape(tf.sin(tf.range(0, 96)), [3, 4, 4, 2]);
    expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
  });
});
