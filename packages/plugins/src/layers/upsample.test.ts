import '@tensorflow/tfjs-backend-cpu';
import { type LayerSpec, Registry } from '@ganx/core/plugin';
import { buildLayers, RewindableRandom } from '@ganx/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { layers } from './index.js';

const network = (specs: readonly LayerSpec[], inputShape: readonly number[], classes?: number) =>
  buildLayers(specs, {
    registry: Registry.of({ meta: { name: 'layers', version: '0.0.0', ganxApi: '*' }, components: layers }),
    random: new RewindableRandom(),
    inputShape,
    ...(classes === undefined ? {} : { classes }),
  });

beforeAll(() => tf.setBackend('cpu'));

const rows = [
  [1, 2],
  [3, 4],
];
const x = () => tf.tensor4d([...rows.flat(), ...rows.flat().map((v) => 10 * v)], [2, 2, 2, 1]);

describe('upsample', () => {
  test('nearest repeats each pixel, for every example of the batch', () => {
    const y = network([{ type: 'upsample', factor: 3 }], [2, 2, 1]).call(x(), true);
    expect(y.shape).toEqual([2, 6, 6, 1]);
    const values = y.arraySync() as number[][][][];
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < 6; j++) {
        const pixel = rows[Math.floor(i / 3)]![Math.floor(j / 3)]!;
        expect(values[0]![i]![j]![0]).toBe(pixel);
        expect(values[1]![i]![j]![0]).toBe(10 * pixel);
      }
    }
  });

  test('bilinear puts pixel centers at half coordinates, as PyTorch and TensorFlow 2 do', () => {
    const y = network([{ type: 'upsample', interpolation: 'bilinear' }], [2, 2, 1]).call(x(), true);
    const along = (a: number, b: number) => [a, 0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b, b];
    const expected = along(0, 1).flatMap((share) =>
      along((1 - share) * 1 + share * 3, (1 - share) * 2 + share * 4),
    );
    const seen = Array.from(y.dataSync());
    expected.forEach((value, i) => {
      expect(seen[i]).toBeCloseTo(value, 5);
      expect(seen[16 + i]).toBeCloseTo(10 * value, 4);
    });
  });

  test('bilinear enlarges images that are not square', () => {
    const ramp = tf.tile(tf.reshape(tf.range(0, 5), [1, 1, 5, 1]), [1, 3, 1, 2]);
    const y = network([{ type: 'upsample', interpolation: 'bilinear' }], [3, 5, 2]).call(ramp, true);
    expect(y.shape).toEqual([1, 6, 10, 2]);
    const firstRow = (y.arraySync() as number[][][][])[0]![0]!.map(([value]) => value);
    expect(firstRow).toEqual([0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3.25, 3.75, 4]);
  });
});
