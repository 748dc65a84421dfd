import '@tensorflow/tfjs-backend-cpu';

import { RewindableRandom } from '@ganx/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { horizontalFlip } from './horizontal-flip.js';
import { shift } from './shift.js';

beforeAll(() => tf.setBackend('cpu'));

const images = (count: number) => tf.tile(tf.reshape(tf.range(0, 20), [1, 4, 5, 1]), [count, 1, 1, 1]);
const rowsOf = (x: tf.Tensor) =>
  (x.arraySync() as number[][][][]).map((image) => image.map((row) => row.map(([v]) => v)));

describe('horizontal-flip', () => {
  test('each image is itself or its mirror, and the share of mirrors is the probability', () => {
    const plain = rowsOf(images(1))[0]!;
    const mirror = plain.map((row) => [...row].reverse());
    const flipped = rowsOf(
      horizontalFlip.create({ probability: 0.3 }).apply(images(2000), new RewindableRandom()),
    );
    const mirrored = flipped.filter((image) => JSON.stringify(image) === JSON.stringify(mirror)).length;
    const same = flipped.filter((image) => JSON.stringify(image) === JSON.stringify(plain)).length;
    expect(mirrored + same).toBe(2000);
    expect(Math.abs(mirrored / 2000 - 0.3)).toBeLessThan(0.04);
  });
});

describe('shift', () => {
  test('each image is moved by whole pixels with its edge repeated, and all moves occur equally often', () => {
    const plain = rowsOf(images(1))[0]!;
    const clamp = (i: number, size: number) => Math.min(Math.max(i, 0), size - 1);
    const moves = new Map<string, number>();
    for (let down = -1; down <= 1; down++) {
      for (let right = -1; right <= 1; right++) {
        const moved = plain.map((row, i) =>
          row.map((_, j) => plain[clamp(i + down, 4)]![clamp(j + right, 5)]),
        );
        moves.set(JSON.stringify(moved), 0);
      }
    }
    for (const image of rowsOf(shift.create({ pixels: 1 }).apply(images(1800), new RewindableRandom()))) {
      const key = JSON.stringify(image);
      expect(moves.has(key)).toBe(true);
      moves.set(key, moves.get(key)! + 1);
    }
    // 200 of each are expected; the deviation is 13.
    for (const count of moves.values()) expect(Math.abs(count - 200)).toBeLessThan(60);
  });
});
