import '@tensorflow/tfjs-backend-cpu';
import { Registry } from '@ganx/core/plugin';
import { builtins } from '@ganx/plugins';
import { buildLayers, pattern, RewindableRandom } from '@ganx/testkit';
import { scalar, tensor, tidy } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import plugin from './index.js';

// #region attend
const registry = Registry.of(builtins, plugin);

function attend(values: Float32Array, gain: number): Float32Array {
  const shape = [4, 4, 8];
  const { model, call } = buildLayers([{ type: 'attention/self-attention' }], {
    registry,
    random: new RewindableRandom(),
    inputShape: shape,
  });
  // The test kit fills all weights with a pattern; the gain is the last one.
  model.trainableWeights.at(-1)!.write(scalar(gain));
  return tidy(() =>
    call(tensor(values, [1, ...shape]), true)
      .dataSync()
      .slice(),
  ) as Float32Array;
}

test('at a gain of 0 the image comes through as it is', () => {
  const image = pattern(4 * 4 * 8);
  expect(attend(image, 0)).toEqual(image);
});

test('a change in one corner is seen in the opposite one', () => {
  const image = pattern(4 * 4 * 8);
  const before = attend(image, 1).slice(-8);
  image[0]! += 1;
  expect(attend(image, 1).slice(-8)).not.toEqual(before);
});
// #endregion

test('a flat input is refused with what to do', () => {
  const random = new RewindableRandom();
  const build = () =>
    buildLayers([{ type: 'attention/self-attention' }], { registry, random, inputShape: [6] });
  expect(build).toThrow(/its input is \[6\]. Put it before flatten/);
});
