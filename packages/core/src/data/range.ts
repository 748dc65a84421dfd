import type { DatasetInfo, Split } from '../plugin/dataset.js';

export type Range = readonly [number, number];

/**
 * Range that examples lie in as networks see them, and so pictures, metrics, checks and exports: bytes are scaled to
 * `data.range`, images of floats stay as they are, in the range that the dataset declares or that was fitted to them.
 * Points have none.
 */
export function rangeOf(
  { data }: { readonly data: { readonly range: Range } },
  { dtype, shape, range, fittedRange }: Pick<DatasetInfo, 'dtype' | 'shape' | 'range' | 'fittedRange'>,
): Range | undefined {
  if (dtype === 'uint8') return data.range;
  return shape.length === 3 ? (range ?? fittedRange) : undefined;
}

/** value = byte * scale + low. */
export function byteScale([low, high]: Range): { readonly scale: number; readonly low: number } {
  return { scale: (high - low) / 255, low };
}

/** Examples on the host as networks see them: bytes scaled to the range, floats as they are. */
export function toRange(data: Uint8Array | Float32Array, range: Range): Float32Array {
  if (data instanceof Float32Array) return data;
  const { scale, low } = byteScale(range);
  // A loop: `Float32Array.from` with a function takes ninety times as long, seconds for a whole dataset.
  const values = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) values[i] = data[i]! * scale + low;
  return values;
}

/** What people scale images to. */
const usual: readonly Range[] = [
  [0, 1],
  [-1, 1],
  [0, 255],
];

/**
 * The range of images of floats that nobody declared: the first usual one that holds all values and of which they fill
 * more than half, else from their least to their largest. Values that are not finite have no say.
 */
export function fitRange(split: Split, shape: readonly number[]): Range {
  const length = shape.reduce((a, b) => a * b, 1);
  const [target, index] = [new Float32Array(length), new Int32Array(1)];
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < split.size; i++) {
    index[0] = i;
    split.read(index, target);
    for (const value of target) {
      if (!Number.isFinite(value)) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  if (least > most) return [0, 1];
  const holds = ([low, high]: Range) => low <= least && most <= high && 2 * (most - least) > high - low;
  return usual.find(holds) ?? [least, most > least ? most : least + 1];
}
