import { RandomStreams } from '@ganx/core/engine';
import type { Dataset } from '@ganx/core/plugin';
import { describe, expect, test } from 'vitest';
import { fashionMnist } from './fashion-mnist.js';
import { mnist } from './mnist.js';

const whole = { validation: 0, validationFrom: 'drawn', validationSeed: 0 } as const;
const context = { directory: '/', random: new RandomStreams(1) };

function meanOfFirst(split: Dataset['train'], count: number): number {
  const pixels = new Uint8Array(count * 784);
  split.read(
    Int32Array.from({ length: count }, (_, i) => i),
    pixels,
  );
  return pixels.reduce((sum, value) => sum + value, 0) / pixels.length / 255;
}

describe('mnist', () => {
  test('has the published counts, classes and pixels', async () => {
    const data = await mnist.load(whole, context);
    expect(data.info).toEqual(await mnist.describe(whole, context));
    expect([data.train.size, data.heldOut?.size]).toEqual([60_000, 10_000]);
    expect([...data.train.labels!.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect([...data.heldOut!.labels!.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    // The mean of all training pixels that every MNIST tutorial normalizes by.
    expect(meanOfFirst(data.train, 60_000)).toBeCloseTo(0.1306604762738429, 12);
  });

  test('reads examples in the order asked for', async () => {
    const { train } = await mnist.load(whole, context);
    const [forward, backward] = [new Uint8Array(2 * 784), new Uint8Array(2 * 784)];
    train.read(Int32Array.of(3, 59_999), forward);
    train.read(Int32Array.of(59_999, 3), backward);
    expect(forward.subarray(0, 784)).toEqual(backward.subarray(784));
    expect(forward.subarray(784)).toEqual(backward.subarray(0, 784));
    expect(() => train.read(Int32Array.of(60_000), forward)).toThrow(/60000/);
  });

  test('validation holds out drawn images, of every class its share', async () => {
    const options = { ...whole, validation: 10_000 };
    const data = await mnist.load(options, context);
    expect(data.info).toEqual(await mnist.describe(options, context));
    expect([data.train.size, data.heldOut?.size]).toEqual([50_000, 10_000]);
    const counts = (labels: ArrayLike<number>) =>
      Array.from({ length: 10 }, (_, c) => Array.from(labels).filter((label) => label === c).length);
    const [all, held] = [(await mnist.load(whole, context)).train.labels!, data.heldOut!.labels!];
    for (const [c, count] of counts(held).entries())
      expect(Math.abs(count - counts(all)[c]! / 6)).toBeLessThan(1);
    expect(counts(data.train.labels!)).toEqual(data.info.examplesPerClass);
  });

  test('the last images are held out where a published split has them', async () => {
    const before = await mnist.load(whole, context);
    const end = { validation: 10_000, validationFrom: 'end', validationSeed: 0 } as const;
    const data = await mnist.load(end, context);
    expect([data.info.size, data.info.heldOutSize, data.train.size, data.heldOut?.size]).toEqual([
      50_000, 10_000, 50_000, 10_000,
    ]);
    expect(data.heldOut!.labels).toEqual(before.train.labels!.subarray(50_000));
    expect(data.fingerprint).not.toBe(before.fingerprint);
    await expect(mnist.describe({ ...end, validation: 60_000 }, context)).rejects.toMatchObject({
      code: 'GANX_DATA_VALIDATION',
    });
  });
});

describe('fashion-mnist', () => {
  test('has 6000 training and 1000 held-out images of each class, classes taking turns', async () => {
    const data = await fashionMnist.load(whole, context);
    expect(data.info).toEqual(await fashionMnist.describe(whole, context));
    for (const [split, size] of [
      [data.train, 60_000],
      [data.heldOut!, 10_000],
    ] as const) {
      expect(split.size).toBe(size);
      expect(split.labels!.every((label, i) => label === i % 10)).toBe(true);
    }
  });
});
