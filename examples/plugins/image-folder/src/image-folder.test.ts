import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RandomStreams } from '@ganx/core/engine';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { imageFolder } from './image-folder.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'image-folder-'));
});
afterEach(() => rm(directory, { recursive: true }));

const options = { folder: '.', size: 4, channels: 1, heldOut: 0 } as const;
const context = () => ({ directory, random: new RandomStreams(1).below('data') });

/** A picture of one colour. */
async function paint(file: string, background: string): Promise<void> {
  await mkdir(join(directory, file, '..'), { recursive: true });
  const picture = sharp({ create: { width: 6, height: 9, channels: 4, background } });
  await picture.png().toFile(join(directory, file));
}

// #region pixels
test('folders are classes by their names, and pictures are read as bytes of the size that was asked for', async () => {
  await paint('white/b.png', 'white');
  await paint('black/a.png', 'black');
  const { info, train } = await imageFolder.load(options, context());
  expect(info).toMatchObject({ shape: [4, 4, 1], size: 2, classNames: ['black', 'white'] });
  expect(train.labels).toEqual(Int32Array.of(0, 1));
  const target = new Uint8Array(2 * 16);
  train.read(Int32Array.of(1, 0), target);
  expect([...target]).toEqual([...Array(16).fill(255), ...Array(16).fill(0)]);
});
// #endregion

test('hidden folders and files are no classes and no pictures; what lies beside classes is counted and named', async () => {
  for (const file of ['cat/a.png', 'cat/.b.png', 'dog/a.png', 'dog/b.png', '.ipynb_checkpoints/a.png'])
    await paint(file, 'red');
  const info = await imageFolder.describe(options, context());
  expect(info).toMatchObject({ size: 3, classNames: ['cat', 'dog'], examplesPerClass: [1, 2] });
  await paint('left.png', 'red');
  await paint('over.png', 'red');
  await expect(imageFolder.describe(options, context())).rejects.toMatchObject({
    code: 'GANX_DATA_STRAY',
    message: expect.stringMatching(
      /has 2 pictures beside its class folders \(left\.png, over\.png\).*cat, dog/,
    ),
  });
});

test('what is transparent becomes white', async () => {
  await paint('clear.png', '#00000000');
  const { train } = await imageFolder.load(options, context());
  const target = new Uint8Array(16);
  train.read(Int32Array.of(0), target);
  expect(new Set(target)).toEqual(new Set([255]));
});

test('a new picture moves no other one between the splits', async () => {
  for (let i = 0; i < 20; i++) await paint(`${i}.png`, 'red');
  const before = await imageFolder.describe({ ...options, heldOut: 0.5 }, context());
  await paint('new.png', 'red');
  const after = await imageFolder.describe({ ...options, heldOut: 0.5 }, context());
  expect(before.size + before.heldOutSize!).toBe(20);
  expect(after.size - before.size + (after.heldOutSize! - before.heldOutSize!)).toBe(1);
  expect([0, 1]).toContain(after.size - before.size);
});

test('a folder without pictures and a file that is none are told by name', async () => {
  await expect(imageFolder.describe({ ...options, folder: 'nowhere' }, context())).rejects.toMatchObject({
    code: 'GANX_DATA_MISSING',
    message: expect.stringMatching(/nowhere has nothing to train on: there is no such folder/),
  });
  await writeFile(join(directory, 'broken.png'), 'not a picture');
  // By `ganx check` already, which loads nothing.
  for (const hook of ['describe', 'load'] as const) {
    await expect(imageFolder[hook](options, context())).rejects.toMatchObject({
      code: 'GANX_DATA_UNREADABLE',
      message: expect.stringMatching(/broken\.png cannot be decoded: /),
    });
  }
});
