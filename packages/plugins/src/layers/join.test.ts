import '@tensorflow/tfjs-backend-cpu';
import { type LayerContext, Registry } from '@ganx/core/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { input, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, test } from 'vitest';
import { layers } from './index.js';
import { join } from './join.js';

let made = 0;
const joined = (how: 'add' | 'mean' | 'multiply' | 'concat', ...shapes: readonly number[][]) => {
  const name = `join-${++made}`;
  const inputs = shapes.map((shape, i) => input({ shape, name: `${name}/${i}` }));
  const layer = join.create({ how }, { name, inputs } as unknown as LayerContext);
  const output = (layer as (x: SymbolicTensor) => SymbolicTensor)(inputs[0]!);
  return model({ inputs, outputs: output, name: `${name}/model` });
};
const applied = (network: ReturnType<typeof model>, ...rows: readonly number[][]) =>
  Array.from((network.predict(rows.map((row) => tf.tensor2d([row]))) as tf.Tensor).dataSync());

beforeAll(() => tf.setBackend('cpu'));

test.each([
  ['add', [11, 22]],
  ['mean', [5.5, 11]],
  ['multiply', [10, 40]],
  ['concat', [1, 2, 10, 20]],
] as const)('%s is what it says', (how, expected) => {
  expect(applied(joined(how, [2], [2]), [1, 2], [10, 20])).toEqual(expected);
});

test('three may be joined, and for concat the last axis may differ', () => {
  expect(applied(joined('add', [1], [1], [1]), [1], [2], [4])).toEqual([7]);
  expect(joined('concat', [4, 4, 2], [4, 4, 3]).outputs[0]!.shape).toEqual([null, 4, 4, 5]);
});

test('what does not agree is refused with its shapes', () => {
  expect(() => joined('add', [2], [3])).toThrow('[2] and [3] cannot be joined; their shapes must agree.');
  expect(() => joined('concat', [4, 4, 2], [2, 2, 2])).toThrow('all axes but the last must agree');
});

test('it is registered', () => {
  const meta = { name: 'layers', version: '0.0.0', ganxApi: '*' };
  expect(Registry.of({ meta, components: layers }).get('layer', 'join').takesSeveral).toBe(true);
});
