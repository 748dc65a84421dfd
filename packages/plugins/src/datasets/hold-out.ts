import { createHash } from 'node:crypto';
import { DataError } from '@ganx/core';
import type { DatasetInfo } from '@ganx/core/plugin';

/** Which training examples are held out, as a spec says it. */
export interface HoldOut {
  readonly validation: number;
  readonly validationFrom: 'drawn' | 'end';
  readonly validationSeed: number;
}

/** Options that take held-out images from the training images. */
export const holdOutOptions = {
  validation: {
    description: 'Hold out this many of the training images, in place of the test images.',
    type: 'integer',
    minimum: 0,
    default: 0,
  },
  validationFrom: {
    description:
      'Which images `validation` holds out. drawn: by `validationSeed`, of each class as many as its share; end: the last ones, as published splits have it. Files that are sorted by class have only the last classes at their end.',
    type: 'string',
    enum: ['drawn', 'end'],
    default: 'drawn',
  },
  validationSeed: {
    description:
      "Seed that held-out images are drawn by. The run's seed has no say: all runs hold out the same.",
    type: 'integer',
    minimum: 0,
    default: 0,
  },
} as const;

/** Places of both splits among the images of a file, each in rising order. */
export interface Held {
  readonly train: Int32Array;
  readonly heldOut: Int32Array;
}

/**
 * Divides `total` images into those to train on and those that are held out.
 *
 *   end     the last `validation` ones
 *   drawn   of class c its quota, validation * n_c / total, rounded down or up; but one of each class stays for training
 *           where `validation` allows it. Within a class, those with the smallest sha256 of seed and place.
 *
 * Errors     DataError GANX_DATA_VALIDATION where nothing would be left to train on.
 */
export function holdOut(total: number, labels: Uint8Array | undefined, options: HoldOut): Held {
  const { validation, validationFrom } = options;
  if (validation >= total && validation > 0) {
    throw new DataError(
      'GANX_DATA_VALIDATION',
      `validation: ${validation} leaves nothing to train on; the training images are ${total}. Take fewer.`,
    );
  }
  const all = Int32Array.from({ length: total }, (_, index) => index);
  if (validation === 0) return { train: all, heldOut: new Int32Array() };
  const held =
    validationFrom === 'end' ? new Set(all.subarray(total - validation)) : draw(all, labels, options);
  return { train: all.filter((index) => !held.has(index)), heldOut: all.filter((index) => held.has(index)) };
}

/** What `describe` says once images are held out. */
export function heldInfo(info: DatasetInfo, { train, heldOut }: Held, labels?: Uint8Array): DatasetInfo {
  return {
    ...info,
    size: train.length,
    ...(heldOut.length > 0 ? { heldOutSize: heldOut.length } : {}),
    ...(labels && info.classes !== undefined
      ? { examplesPerClass: countOf(info.classes, labels, train) }
      : {}),
  };
}

function countOf(classes: number, labels: Uint8Array, indices: Int32Array): readonly number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const index of indices) counts[labels[index]!]! += 1;
  return counts;
}

function draw(all: Int32Array, labels: Uint8Array | undefined, options: HoldOut): ReadonlySet<number> {
  const { validation, validationSeed } = options;
  const byClass = new Map<number, number[]>();
  for (const index of all) {
    const label = labels?.[index] ?? 0;
    const own = byClass.get(label);
    if (own) own.push(index);
    else byClass.set(label, [index]);
  }
  const classes = [...byClass].sort(([a], [b]) => a - b).map(([, own]) => own);
  const quotas = quotasOf(
    validation,
    classes.map(({ length }) => length),
  );
  const held = new Set<number>();
  for (const [c, own] of classes.entries()) {
    const keyed = own.map((index) => ({ index, key: keyOf(validationSeed, index) }));
    keyed.sort((a, b) => a.key - b.key || a.index - b.index);
    for (const { index } of keyed.slice(0, quotas[c])) held.add(index);
  }
  return held;
}

/** Largest remainders first; nobody gives its last example while another has two. */
function quotasOf(validation: number, counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const exact = counts.map((count) => (validation * count) / total);
  const quotas = exact.map((quota, c) => Math.min(Math.floor(quota), counts[c]! - 1));
  for (let left = validation - quotas.reduce((sum, quota) => sum + quota, 0); left > 0; left--) {
    const open = [...quotas.keys()].filter((c) => quotas[c]! < counts[c]!);
    const spare = open.filter((c) => quotas[c]! < counts[c]! - 1);
    const from = spare.length > 0 ? spare : open;
    const owed = (c: number): number => exact[c]! - quotas[c]!;
    quotas[from.reduce((best, c) => (owed(c) > owed(best) ? c : best))]! += 1;
  }
  return quotas;
}

/** A number in [0, 2^48) that is this place's own, on every machine. */
const keyOf = (seed: number, index: number): number =>
  createHash('sha256').update(`validation ${seed} ${index}`).digest().readUIntBE(0, 6);
