import { createHash } from 'node:crypto';
import type { Dataset, DatasetInfo, Split } from '@ganx/core/plugin';
import type { Held, HoldOut } from './hold-out.js';

/** Byte images, one after the other, and their classes. */
export interface LabelledImages {
  readonly pixels: Uint8Array;
  readonly labels?: Uint8Array;
}

/** A dataset of images in memory; `info` is what `heldInfo` gave. */
export function imageDataset(
  info: DatasetInfo,
  train: LabelledImages,
  test: LabelledImages | undefined,
  { held, options, fingerprint }: Divided,
): Dataset {
  const pixelsPerImage = info.shape.reduce((product, size) => product * size, 1);
  const divided = options.validation > 0;
  const heldOut = divided
    ? byteSplit(train, pixelsPerImage, held.heldOut)
    : test && byteSplit(test, pixelsPerImage);
  return {
    info,
    train: byteSplit(train, pixelsPerImage, divided ? held.train : undefined),
    ...(heldOut ? { heldOut } : {}),
    fingerprint: divided ? hash(`${fingerprint} ${describeSplit(options)}`) : fingerprint,
  };
}

/** How the training images were divided, and the fingerprint of what there was to divide. */
interface Divided {
  readonly held: Held;
  readonly options: HoldOut;
  readonly fingerprint: string;
}

/** Part of the fingerprint. The last images are written as they were when there was no other way. */
const describeSplit = ({ validation, validationFrom, validationSeed }: HoldOut): string =>
  validationFrom === 'end'
    ? `validation ${validation}`
    : `validation ${validation} drawn by ${validationSeed}`;

/** sha256 of images and labels as they are decoded. */
export function fingerprintImages(...parts: readonly (Uint8Array | undefined)[]): string {
  return hash(parts.map((part) => (part ? hash(part) : 'none')).join(' '));
}

/** The images at `places`; left out: all of them. */
function byteSplit({ pixels, labels }: LabelledImages, pixelsPerImage: number, places?: Int32Array): Split {
  const size = places?.length ?? pixels.length / pixelsPerImage;
  const own = labels && (places ? Uint8Array.from(places, (place) => labels[place]!) : labels);
  return {
    size,
    read(indices, target) {
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i]!;
        if (index < 0 || index >= size)
          throw new RangeError(`Image ${index} was asked for; there are ${size}.`);
        const from = (places ? places[index]! : index) * pixelsPerImage;
        target.set(pixels.subarray(from, from + pixelsPerImage), i * pixelsPerImage);
      }
    },
    ...(own ? { labels: own } : {}),
  };
}

function hash(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
