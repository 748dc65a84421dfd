import { resolve } from 'node:path';
import { DataError } from '@ganx/core';
import { type DatasetContext, type DatasetInfo, defineDataset } from '@ganx/core/plugin';
import { type HoldOut, heldInfo, holdOut, holdOutOptions } from './hold-out.js';
import { type IdxHeader, readIdx, readIdxHeader, refuse } from './idx-file.js';
import { fingerprintImages, imageDataset, type LabelledImages } from './labelled-images.js';

interface IdxOptions extends HoldOut {
  readonly images: string;
  readonly labels?: string;
  readonly testImages?: string;
  readonly testLabels?: string;
  readonly classNames?: readonly string[];
  readonly relabel: boolean;
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
 * Splits     `validation` holds out training images, drawn by class and seed unless `validationFrom: end` takes the last ones.
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
      relabel: {
        description:
          'Number the classes that occur in the training labels 0, 1, 2, ... in the order of their labels: for labels that begin at 1 or have gaps. Without classNames each keeps its label as its name.',
        type: 'boolean',
        default: false,
      },
      ...holdOutOptions,
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
    const { info, held, toClass } = await survey(options, context);
    const { train, test } = paths(options, context);
    const trainData = relabelled(await readPair(train), toClass);
    const testData = test && relabelled(await readPair(test), toClass);
    const fingerprint = fingerprintImages(
      trainData.pixels,
      trainData.labels,
      testData?.pixels,
      testData?.labels,
    );
    return imageDataset(info, trainData, testData, { held, options, fingerprint });
  },
});

async function describe(options: IdxOptions, context: DatasetContext): Promise<DatasetInfo> {
  return (await survey(options, context)).info;
}

/** What headers and labels say. */
async function survey(options: IdxOptions, context: DatasetContext) {
  const { train, test } = paths(options, context);
  const header = await readIdxHeader(train.images);
  const shape = exampleShape(train.images, header);
  const heldHeader = test && (await readIdxHeader(test.images));
  if (test && heldHeader && exampleShape(test.images, heldHeader).join() !== shape.join()) {
    throw refuse(
      test.images,
      `examples of ${exampleShape(test.images, heldHeader).join(' x ')}`,
      `${shape.join(' x ')}, as in ${train.images}`,
    );
  }
  const total = header.shape[0]!;
  const written = await readLabels(train.labels, total);
  if (options.relabel && !written)
    throw new DataError(
      'GANX_DATA_OPTIONS',
      'relabel was given without labels. Add labels or remove relabel.',
    );
  const toClass = written && options.relabel ? ranksOf(written) : undefined;
  const labels = written && relabel(written, toClass);
  const heldLabels = await readLabels(test?.labels, heldHeader?.shape[0] ?? 0);
  const classes = labels && train.labels ? countClasses(train.labels, labels, options, toClass) : undefined;
  const known = (label: number) => (toClass ? toClass.has(label) : label < classes!.classes);
  const beyond = classes && heldLabels?.find((label) => !known(label));
  if (beyond !== undefined)
    throw refuse(
      test!.labels!,
      `the label ${beyond}`,
      toClass
        ? `labels that occur in ${train.labels}`
        : `labels below ${classes!.classes}, as in ${train.labels}`,
    );
  const info: DatasetInfo = {
    shape,
    dtype: 'uint8',
    size: total,
    ...(heldHeader ? { heldOutSize: heldHeader.shape[0]! } : {}),
    ...classes,
  };
  const held = holdOut(total, labels, options);
  return { info: withMend(heldInfo(info, held, labels), labels), held, toClass };
}

/** Says how classes without training examples are mended: they are not in the file, or the split took them all. */
function withMend(info: DatasetInfo, labels: Uint8Array | undefined): DatasetInfo {
  const empty = info.examplesPerClass?.indexOf(0) ?? -1;
  if (empty < 0) return info;
  const emptyClassesMend = labels!.includes(empty)
    ? 'All its images are held out: hold out fewer, or some of every class with data.validationFrom=drawn.'
    : 'Number the classes that occur anew with data.relabel=true.';
  return { ...info, emptyClassesMend };
}

/** Each label that occurs, with its rank among them. */
function ranksOf(labels: Uint8Array): ReadonlyMap<number, number> {
  const occurring = [...new Set(labels)].sort((a, b) => a - b);
  return new Map(occurring.map((label, rank) => [label, rank]));
}

const relabel = (labels: Uint8Array, toClass: ReadonlyMap<number, number> | undefined): Uint8Array =>
  toClass ? labels.map((label) => toClass.get(label)!) : labels;

const relabelled = (images: LabelledImages, toClass: ReadonlyMap<number, number> | undefined) =>
  images.labels ? { ...images, labels: relabel(images.labels, toClass) } : images;

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
  { classNames: names }: IdxOptions,
  toClass: ReadonlyMap<number, number> | undefined,
): { classes: number; classNames?: readonly string[] } {
  const classes = labels.reduce((max, label) => Math.max(max, label), 0) + 1;
  if (names === undefined)
    return toClass ? { classes, classNames: [...toClass.keys()].map(String) } : { classes };
  if (toClass && names.length !== classes)
    throw refuse(path, `${classes} classes`, `${names.length}, the number of classNames`);
  if (classes > names.length)
    throw refuse(path, `the label ${classes - 1}`, `labels below ${names.length}, the number of classNames`);
  return { classes: names.length, classNames: names };
}

async function readPair({ images, labels }: Paths): Promise<LabelledImages> {
  const { data, shape } = await readIdx(images);
  const classes = await readLabels(labels, shape[0]!);
  return { pixels: data as Uint8Array, ...(classes ? { labels: classes } : {}) };
}
