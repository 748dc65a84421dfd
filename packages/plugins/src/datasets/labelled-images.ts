import { createHash } from 'node:crypto';
import { DataError } from '@ganx/core';
import type { Dataset, DatasetInfo, Split } from '@ganx/core/plugin';

/** Byte images, one after the other, and their classes. */
export interface LabelledImages {
  readonly pixels: Uint8Array;
  readonly labels?: Uint8Array;
}

/** The option that takes held-out images from the end of the training images. */
export const validationOption = {
  description: 'Hold out this many images from the end of the training images, in place of the test images.',
  type: 'integer',
  minimum: 0,
  default: 0,
} as const;

/** Sizes of the splits once `validation` is taken off. */
export function splitSizes(info: DatasetInfo, validation: number): DatasetInfo {
  if (validation === 0) return info;
  if (validation >= info.size) {
    throw new DataError(
      'GANX_DATA_VALIDATION',
      `validation: ${validation} leaves nothing to train on; the training images are ${info.size}. Take fewer.`,
    );
  }
  return { ...info, size: info.size - validation, heldOutSize: validation };
}

/** A dataset of images in memory; `info` is what `splitSizes` gave. */
export function imageDataset(
  info: DatasetInfo,
  train: LabelledImages,
  test: LabelledImages | undefined,
  fingerprint: string,
): Dataset {
  const pixelsPerImage = info.shape.reduce((product, size) => product * size, 1);
  const total = train.pixels.length / pixelsPerImage;
  const cut = (from: number, to: number): LabelledImages => ({
    pixels: train.pixels.subarray(from * pixelsPerImage, to * pixelsPerImage),
    ...(train.labels ? { labels: train.labels.subarray(from, to) } : {}),
  });
  const validation = total - info.size;
  const heldOut = validation > 0 ? cut(info.size, total) : test;
  return {
    info,
    train: byteSplit(cut(0, info.size), pixelsPerImage),
    ...(heldOut ? { heldOut: byteSplit(heldOut, pixelsPerImage) } : {}),
    fingerprint: validation > 0 ? hash(`${fingerprint} validation ${validation}`) : fingerprint,
  };
}

/** sha256 of images and labels as they are decoded. */
export function fingerprintImages(...parts: readonly (Uint8Array | undefined)[]): string {
  return hash(parts.map((part) => (part ? hash(part) : 'none')).join(' '));
}

function byteSplit({ pixels, labels }: LabelledImages, pixelsPerImage: number): Split {
  const size = pixels.length / pixelsPerImage;
  return {
    size,
    read(indices, target) {
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i]!;
        if (index < 0 || index >= size)
          throw new RangeError(`Image ${index} was asked for; there are ${size}.`);
        target.set(pixels.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage), i * pixelsPerImage);
      }
    },
    ...(labels ? { labels } : {}),
  };
}

function hash(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
