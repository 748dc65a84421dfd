import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { DataError } from '@ganx/core';
import { type DatasetInfo, defineDataset, type Split } from '@ganx/core/plugin';
import { type ListedImage, type Listing, listImages } from './list-images.js';

interface Size {
  readonly size: number;
  readonly channels: number;
}

/**
 * Your own pictures, as they lie in a folder. Where it holds folders, each of these is a class.
 *
 * Shapes  [size,size,channels] bytes: the middle square of each picture, resized; transparent parts become white.
 * Params  folder is relative to the spec. `heldOut` is the share of pictures that are kept for measuring; which ones, their
 *         names decide.
 * Memory  all pictures are decoded once and kept as bytes: 10,000 of 64 x 64 x 3 take 123 MB.
 * Errors  GANX_DATA_MISSING, GANX_DATA_UNREADABLE with the file.
 */
export const imageFolder = defineDataset({
  type: 'image-folder',
  description: 'Your own pictures from a folder; folders in it are classes.',
  // #region options
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['folder'],
    properties: {
      folder: { description: 'The folder, as seen from the spec.', type: 'string', minLength: 1 },
      size: {
        description: 'Height and width that pictures are resized to, in pixels.',
        type: 'integer',
        minimum: 4,
        maximum: 1024,
        default: 32,
      },
      channels: { description: '3 for colours, 1 for grey.', type: 'integer', enum: [1, 3], default: 3 },
      heldOut: {
        description: 'Share of the pictures that are held out, at least 0 and below 1.',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.1,
      },
    },
  },
  examples: [
    { type: 'image-folder', folder: 'images', size: 16, channels: 1, heldOut: 0.2 },
    { type: 'image-folder', folder: 'images/circles', size: 8, heldOut: 0 },
  ],
  // #endregion
  // #region functions
  // For `ganx check`: lists names and reads headers, so that what cannot be decoded is told before a run begins.
  async describe(options, { directory }) {
    const listing = await listImages(resolve(directory, options.folder), options.heldOut);
    await requirePictures([...listing.train, ...listing.heldOut]);
    return describe(listing, options);
  },
  // For `ganx run`: decodes everything, once.
  async load(options, { directory }) {
    const listing = await listImages(resolve(directory, options.folder), options.heldOut);
    const train = await decode(listing.train, options);
    const heldOut = await decode(listing.heldOut, options);
    return {
      info: describe(listing, options),
      train,
      ...(heldOut.size > 0 && { heldOut }),
      fingerprint: fingerprintOf(train, heldOut),
    };
  },
  // #endregion
});

// #region describe
function describe({ train, heldOut, classNames }: Listing, { size, channels }: Size): DatasetInfo {
  return {
    shape: [size, size, channels],
    dtype: 'uint8',
    size: train.length,
    ...(heldOut.length > 0 && { heldOutSize: heldOut.length }),
    ...(classNames && {
      classes: classNames.length,
      classNames,
      examplesPerClass: classNames.map((_, c) => train.filter(({ label }) => label === c).length),
    }),
  };
}
// #endregion

// #region decode
/** A split that keeps what it was decoded to, for the fingerprint. */
type DecodedSplit = Split & { readonly pixels: Uint8Array };

async function decode(images: readonly ListedImage[], options: Size): Promise<DecodedSplit> {
  const length = options.size ** 2 * options.channels;
  const pixels = new Uint8Array(images.length * length);
  for (const [i, { file }] of images.entries()) pixels.set(await pixelsOf(file, options), i * length);
  return {
    pixels,
    size: images.length,
    read(indices, target) {
      for (const [i, index] of indices.entries())
        target.set(pixels.subarray(index * length, (index + 1) * length), i * length);
    },
    ...(images[0]?.label !== undefined && { labels: Int32Array.from(images, ({ label }) => label!) }),
  };
}

/** So many headers are read at once. */
const together = 64;

async function requirePictures(images: readonly ListedImage[]): Promise<void> {
  // Imported where it is used: editors load this module, too.
  const { default: sharp } = await import('sharp');
  for (let from = 0; from < images.length; from += together) {
    const some = images.slice(from, from + together);
    await Promise.all(some.map(({ file }) => sharp(file).metadata().catch(undecodable(file))));
  }
}

async function pixelsOf(file: string, { size, channels }: Size): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const picture = sharp(file).autoOrient().flatten({ background: 'white' }).resize(size, size);
  const colours = channels === 1 ? picture.greyscale() : picture.toColourspace('srgb');
  return colours.raw().toBuffer().catch(undecodable(file));
}

function undecodable(file: string): (cause: unknown) => never {
  return (cause) => {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new DataError('GANX_DATA_UNREADABLE', `${file} cannot be decoded: ${said}`, { cause });
  };
}

/** Of what is learned from, not of the files: the same picture saved in another format trains the same. */
function fingerprintOf(...splits: readonly DecodedSplit[]): string {
  const hash = createHash('sha256');
  for (const { pixels, labels } of splits) {
    hash
      .update(`${pixels.length} `)
      .update(pixels)
      .update(labels ?? 'none');
  }
  return hash.digest('hex');
}
// #endregion
