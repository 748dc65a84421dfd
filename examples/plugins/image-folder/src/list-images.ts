import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { DataError } from '@ganx/core';

/** What sharp reads, of what people keep pictures in. */
const endings = new Set(['.png', '.jpg', '.jpeg', '.webp', '.gif', '.tif', '.tiff', '.avif']);

export interface ListedImage {
  readonly file: string;
  /** Index of its class; undefined where there are none. */
  readonly label: number | undefined;
}

export interface Listing {
  readonly train: readonly ListedImage[];
  readonly heldOut: readonly ListedImage[];
  /** Names of the folders in the folder, where these are the classes. */
  readonly classNames: readonly string[] | undefined;
}

/**
 * The images of a folder, or of the folders in it, by name and without reading one. Each name decides for itself whether it
 * is held out, so that a new picture moves no other one from training to test.
 *
 * Errors  GANX_DATA_MISSING where there is no such folder, or no picture in it; GANX_DATA_STRAY for pictures beside classes.
 */
export async function listImages(folder: string, heldOutShare: number): Promise<Listing> {
  const all = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw missing(folder, 'there is no such folder', cause);
  });
  // What programs keep for themselves, such as .ipynb_checkpoints, is no class.
  const entries = all.filter(({ name }) => !name.startsWith('.'));
  // By code points, not by the language of the machine: the order of the examples is part of the run.
  const folders = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  const classNames = folders.length > 0 ? folders : undefined;
  const beside = entries.filter((entry) => entry.isFile() && isPicture(entry.name)).map(({ name }) => name);
  if (classNames && beside.length > 0) throw stray(folder, beside, classNames);
  const [train, heldOut]: [ListedImage[], ListedImage[]] = [[], []];
  for (const [label, name] of (classNames ?? ['']).entries()) {
    const files = (await readdir(join(folder, name))).sort();
    for (const file of files.filter(isPicture)) {
      const split = fraction(`${name}/${file}`) < heldOutShare ? heldOut : train;
      split.push({ file: join(folder, name, file), label: classNames && label });
    }
  }
  if (train.length === 0) {
    const kinds = [...endings].join(', ');
    throw missing(folder, `it has ${heldOut.length} pictures (${kinds}), and none of them is for training`);
  }
  return { train, heldOut, classNames };
}

const isPicture = (name: string): boolean =>
  !name.startsWith('.') && endings.has(extname(name).toLowerCase());

/** Pictures that would be left out: they are of no class. */
const stray = (folder: string, names: readonly string[], classes: readonly string[]) =>
  new DataError(
    'GANX_DATA_STRAY',
    `${folder} has ${names.length} pictures beside its class folders (${[...names].sort().slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''}), and they are of no class: the classes are ${classes.join(', ')}. Move them into a folder of their class.`,
    { place: { path: folder } },
  );

const missing = (folder: string, why: string, cause?: unknown) =>
  new DataError('GANX_DATA_MISSING', `${folder} has nothing to train on: ${why}.`, {
    place: { path: folder },
    cause,
  });

/** A number in [0, 1) that is the name's own, on every machine. */
const fraction = (name: string): number =>
  createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32;
