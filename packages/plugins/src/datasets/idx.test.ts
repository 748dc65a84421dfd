import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { RandomStreams } from '@ganx/core/engine';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../testing/scratch-folder.js';
import { idx } from './idx.js';

function write(path: string, shape: number[], data: readonly number[], code = 0x08): void {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, code, shape.length]);
  for (const [axis, size] of shape.entries()) header.writeUInt32BE(size, 4 + 4 * axis);
  const bytes = Buffer.concat([header, Buffer.from(data)]);
  writeFileSync(path, path.endsWith('.gz') ? gzipSync(bytes) : bytes);
}

function folderOfFiles(): string {
  const folder = scratchFolder();
  write(join(folder, 'images.gz'), [3, 1, 2], [1, 2, 3, 4, 5, 6]);
  write(join(folder, 'labels'), [3], [0, 2, 1]);
  write(join(folder, 'test-images'), [1, 1, 2], [7, 8]);
  write(join(folder, 'test-labels'), [1], [2]);
  write(join(folder, 'colour'), [2, 1, 1, 3], [1, 2, 3, 4, 5, 6]);
  write(join(folder, 'four-labels'), [4], [0, 0, 0, 0]);
  write(join(folder, 'high-label'), [1], [9]);
  write(join(folder, 'shorts'), [1, 1, 1], [0, 1], 0x0b);
  return folder;
}

const all = {
  images: 'images.gz',
  labels: 'labels',
  testImages: 'test-images',
  testLabels: 'test-labels',
  relabel: false,
  validation: 0,
  validationFrom: 'drawn',
  validationSeed: 0,
} as const;

describe('idx', () => {
  test('loads images with labels and a held-out split', async () => {
    const context = { directory: folderOfFiles(), random: new RandomStreams(1) };
    const data = await idx.load(all, context);
    expect(data.info).toEqual({
      shape: [1, 2, 1],
      dtype: 'uint8',
      size: 3,
      heldOutSize: 1,
      classes: 3,
      examplesPerClass: [1, 1, 1],
    });
    expect(await idx.describe(all, context)).toEqual(data.info);
    const pixels = new Uint8Array(4);
    data.train.read(Int32Array.of(2, 0), pixels);
    expect([...pixels]).toEqual([5, 6, 1, 2]);
    expect([...data.heldOut!.labels!]).toEqual([2]);
  });

  test('labels, channels, names and a held-out tail are as the options say', async () => {
    const context = { directory: folderOfFiles(), random: new RandomStreams(1) };
    expect(
      await idx.describe(
        {
          ...all,
          images: 'colour',
          labels: undefined,
          testImages: undefined,
          testLabels: undefined,
        } as never,
        context,
      ),
    ).toEqual({
      shape: [1, 1, 3],
      dtype: 'uint8',
      size: 2,
    });
    const end = 'end' as const;
    const named = { ...all, classNames: ['a', 'b', 'c', 'd'], validation: 1, validationFrom: end };
    expect(await idx.describe(named, context)).toMatchObject({
      size: 2,
      heldOutSize: 1,
      classes: 4,
      classNames: ['a', 'b', 'c', 'd'],
    });
    const { train, heldOut } = await idx.load(named, context);
    expect([train.size, ...train.labels!, ...heldOut!.labels!]).toEqual([2, 0, 2, 1]);
  });

  test('labels that begin at 1 or have gaps are numbered anew where the spec says so, and keep their names', async () => {
    const context = { directory: folderOfFiles(), random: new RandomStreams(1) };
    write(join(context.directory, 'labels'), [3], [7, 2, 7]);
    write(join(context.directory, 'test-labels'), [1], [7]);
    const counted = await idx.describe(all, context);
    expect([counted.classes, counted.examplesPerClass]).toEqual([8, [0, 0, 1, 0, 0, 0, 0, 2]]);
    expect(counted.emptyClassesMend).toMatch(/data\.relabel=true/);
    const held = await idx.describe({ ...all, relabel: true, validation: 2, validationFrom: 'end' }, context);
    expect([held.examplesPerClass, held.emptyClassesMend]).toEqual([
      [0, 1],
      expect.stringMatching(/data\.validationFrom=drawn/),
    ]);
    const anew = { ...all, relabel: true };
    const { info, train, heldOut } = await idx.load(anew, context);
    expect(info).toEqual(await idx.describe(anew, context));
    expect(info).toMatchObject({ classes: 2, classNames: ['2', '7'], examplesPerClass: [1, 2] });
    expect([...train.labels!, ...heldOut!.labels!]).toEqual([1, 0, 1, 1]);
    const named = { ...anew, classNames: ['two', 'seven'] };
    expect((await idx.describe(named, context)).classNames).toEqual(['two', 'seven']);
    await expect(idx.describe({ ...anew, classNames: ['one'] }, context)).rejects.toThrow(
      /2 classes; expected 1, the number of classNames/,
    );
    write(join(context.directory, 'test-labels'), [1], [3]);
    await expect(idx.load(anew, context)).rejects.toThrow(
      /the label 3; expected labels that occur in .*labels/,
    );
  });

  test('one changed pixel changes the fingerprint', async () => {
    const context = { directory: folderOfFiles(), random: new RandomStreams(1) };
    const before = (await idx.load(all, context)).fingerprint;
    expect((await idx.load(all, context)).fingerprint).toBe(before);
    write(join(context.directory, 'images.gz'), [3, 1, 2], [1, 2, 3, 4, 5, 7]);
    expect((await idx.load(all, context)).fingerprint).not.toBe(before);
  });

  test.each([
    [
      'another number of labels than images',
      { labels: 'four-labels' },
      /four-labels: seen 4 labels; expected 3/,
    ],
    ['images of another type', { images: 'shorts' }, /shorts: seen images of int16/],
    ['labels in place of images', { images: 'labels' }, /labels: seen rank 1/],
    [
      'images in place of labels',
      { labels: 'images.gz' },
      /images.gz: seen 3 x 1 x 2 of unsigned byte; expected labels/,
    ],
    [
      'held-out images of another size',
      { testImages: 'colour', testLabels: undefined },
      /colour: seen examples of 1 x 1 x 3; expected 1 x 2 x 1/,
    ],
    [
      'a held-out label that training does not have',
      { testLabels: 'high-label' },
      /high-label: seen the label 9; expected labels below 3/,
    ],
    ['more classes than names', { classNames: ['a'] }, /the label 2; expected labels below 1/],
    ['held-out labels without images', { testImages: undefined }, /testLabels was given without testImages/],
    ['a missing file', { images: 'nothing' }, /nothing: there is no such file/],
  ])('refuses %s', async (_, change, message) => {
    const context = { directory: folderOfFiles(), random: new RandomStreams(1) };
    const options = { ...all, ...change } as typeof all;
    await expect(idx.describe(options, context)).rejects.toThrow(message);
    await expect(idx.load(options, context)).rejects.toThrow(message);
  });
});
