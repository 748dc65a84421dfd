import { resolve } from 'node:path';
import { DataError } from '@ganx/core';
import { type DatasetContext, type DatasetInfo, defineDataset } from '@ganx/core/plugin';
import { type IdxHeader, readIdx, readIdxHeader, refuse } from './idx-file.js';
import {
  fingerprintImages,
  imageDataset,
  type LabelledImages,
  splitSizes,
  validationOption,
} from './labelled-images.js';

interface IdxOptions {
  readonly images: string;
  readonly labels?: string;
  readonly testImages?: string;
  readonly testLabels?: string;
  readonly classNames?: readonly string[];
  readonly validation: number;
}

interface Paths {
  readonly images: string;
  readonly labels?: string;
}

/**
 * The user's own images in IDX files, plain or packed with gzip, as MNIST and its relatives are published.
 *
 * Shapes     images of rank 3, N x H x W, become [H,W,1]; of rank 4, N x H x W x C, [H,W,C]. Labels are of rank 1.
 * Params     paths are relative to the spec. `testImages` is the held-out split.
 * Errors     GANX_DATA_MISSING, GANX_DATA_UNREADABLE; GANX_DATA_IDX for a corrupt file, or files that do not fit together.
 */
export const idx = defineDataset({
  type: 'idx',
  description: 'Your own images (and labels) in IDX files, plain or packed with gzip.',
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['images'],
    properties: {
      images: {
        description: 'IDX file of training images: N x H x W or N x H x W x C unsigned bytes.',
        type: 'string',
        minLength: 1,
      },
      labels: {
        description: "IDX file of the training images' classes: N unsigned bytes, counted from 0.",
        type: 'string',
        minLength: 1,
      },
      testImages: {
        description: 'IDX file of held-out images, of the same size as the training images.',
        type: 'string',
        minLength: 1,
      },
      testLabels: { description: "IDX file of the held-out images' classes.", type: 'string', minLength: 1 },
      classNames: {
        description:
          'Names of the classes, in the order of their numbers. Left out: there are as many classes as the highest label says.',
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        maxItems: 256,
      },
      validation: validationOption,
    },
  },
  examples: [
    { type: 'idx', images: 'data/train-images-idx3-ubyte.gz' },
    {
      type: 'idx',
      images: 'data/train-images-idx3-ubyte.gz',
      labels: 'data/train-labels-idx1-ubyte.gz',
      testImages: 'data/t10k-images-idx3-ubyte.gz',
      testLabels: 'data/t10k-labels-idx1-ubyte.gz',
    },
  ],
  source: 'The IDX file format, on the page of the MNIST database',
  describe,
  async load(options, context) {
    const info = await describe(options, context);
    const { train, test } = paths(options, context);
    const trainData = await readPair(train);
    const testData = test && (await readPair(test));
    const fingerprint = fingerprintImages(
      trainData.pixels,
      trainData.labels,
      testData?.pixels,
      testData?.labels,
    );
    return imageDataset(info, trainData, testData, fingerprint);
  },
});

async function describe(options: IdxOptions, context: DatasetContext): Promise<DatasetInfo> {
  const { train, test } = paths(options, context);
  const header = await readIdxHeader(train.images);
  const shape = exampleShape(train.images, header);
  const held = test && (await readIdxHeader(test.images));
  if (test && held && exampleShape(test.images, held).join() !== shape.join()) {
    throw refuse(
      test.images,
      `examples of ${exampleShape(test.images, held).join(' x ')}`,
      `${shape.join(' x ')}, as in ${train.images}`,
    );
  }
  const labels = await readLabels(train.labels, header.shape[0]!);
  const heldLabels = await readLabels(test?.labels, held?.shape[0] ?? 0);
  const classes = labels && train.labels ? countClasses(train.labels, labels, options.classNames) : undefined;
  const beyond = classes && heldLabels?.find((label) => label >= classes.classes);
  if (beyond !== undefined)
    throw refuse(
      test!.labels!,
      `the label ${beyond}`,
      `labels below ${classes!.classes}, as in ${train.labels}`,
    );
  const info: DatasetInfo = {
    shape,
    dtype: 'uint8',
    size: header.shape[0]!,
    ...(held ? { heldOutSize: held.shape[0]! } : {}),
    ...classes,
  };
  return splitSizes(info, options.validation);
}

function paths(
  options: IdxOptions,
  { directory }: DatasetContext,
): { readonly train: Paths; readonly test: Paths | undefined } {
  const pair = (images: string, labels: string | undefined): Paths => ({
    images: resolve(directory, images),
    ...(labels === undefined ? {} : { labels: resolve(directory, labels) }),
  });
  if (options.testImages === undefined) {
    if (options.testLabels !== undefined)
      throw new DataError(
        'GANX_DATA_OPTIONS',
        'testLabels was given without testImages. Add testImages or remove testLabels.',
      );
    return { train: pair(options.images, options.labels), test: undefined };
  }
  return { train: pair(options.images, options.labels), test: pair(options.testImages, options.testLabels) };
}

function exampleShape(path: string, { type, shape }: IdxHeader): readonly number[] {
  if (type !== 'unsigned byte') throw refuse(path, `images of ${type}`, 'images of unsigned byte');
  if (shape.length !== 3 && shape.length !== 4)
    throw refuse(path, `rank ${shape.length}`, 'rank 3 (N x H x W) or 4 (N x H x W x C)');
  if (shape.includes(0))
    throw refuse(path, `the sizes ${shape.join(' x ')}`, 'at least one image of at least one pixel');
  return shape.length === 3 ? [shape[1]!, shape[2]!, 1] : shape.slice(1);
}

async function readLabels(path: string | undefined, count: number): Promise<Uint8Array | undefined> {
  if (path === undefined) return undefined;
  const { type, shape } = await readIdxHeader(path);
  if (type !== 'unsigned byte' || shape.length !== 1)
    throw refuse(path, `${shape.join(' x ')} of ${type}`, 'labels: one axis of unsigned byte');
  if (shape[0] !== count) throw refuse(path, `${shape[0]} labels`, `${count}, one for each image`);
  return (await readIdx(path)).data as Uint8Array;
}

function countClasses(
  path: string,
  labels: Uint8Array,
  names: readonly string[] | undefined,
): { classes: number; classNames?: readonly string[] } {
  const highest = labels.reduce((max, label) => Math.max(max, label), 0);
  if (names === undefined) return { classes: highest + 1 };
  if (highest >= names.length)
    throw refuse(path, `the label ${highest}`, `labels below ${names.length}, the number of classNames`);
  return { classes: names.length, classNames: names };
}

async function readPair({ images, labels }: Paths): Promise<LabelledImages> {
  const { data, shape } = await readIdx(images);
  const classes = await readLabels(labels, shape[0]!);
  return { pixels: data as Uint8Array, ...(classes ? { labels: classes } : {}) };
}
