import { PluginError } from '../errors.js';
import type { DatasetInfo } from '../plugin/dataset.js';

type Claims = Readonly<Record<string, readonly [holds: (value: unknown) => boolean, expected: string]>>;

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isPositive = (value: unknown): boolean => isCount(value) && value !== 0;
const maybe = (holds: (value: unknown) => boolean) => (value: unknown) => value === undefined || holds(value);
const isListOf = (holds: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(holds);
const isRange = (value: unknown): boolean =>
  isListOf(Number.isFinite)(value) &&
  (value as number[]).length === 2 &&
  (value as number[])[0]! < (value as number[])[1]!;

const claims: Claims = {
  shape: [
    (value) => isListOf(isPositive)(value) && (value as unknown[]).length > 0,
    'a list of whole numbers above 0',
  ],
  dtype: [(value) => value === 'uint8' || value === 'float32', "'uint8' or 'float32'"],
  size: [isCount, 'a whole number of training examples'],
  heldOutSize: [maybe(isCount), 'a whole number of held-out examples, or nothing'],
  classes: [maybe(isPositive), 'a whole number above 0, or nothing'],
  classNames: [maybe(isListOf((name) => typeof name === 'string')), 'a list of texts, or nothing'],
  examplesPerClass: [maybe(isListOf(isCount)), 'a list of whole numbers, or nothing'],
  range: [maybe(isRange), 'two finite numbers, the smaller first, or nothing'],
  memory: [maybe(isCount), 'a whole number of bytes, or nothing'],
};

/**
 * What a dataset says of itself is what memory, shapes, classes and ranges are judged by. TypeScript sees to it where it is
 * asked; plugins in JavaScript come this far.
 *
 * Errors     PluginError GANX_PLUGIN_RESULT.
 */
export function checkDescription(given: unknown, type: string, hook: 'describe' | 'load'): DatasetInfo {
  const refuse = (seen: string, expected: string) =>
    new PluginError(
      'GANX_PLUGIN_RESULT',
      `The dataset ${type} gave ${seen} from its hook "${hook}", but ${expected} is expected.`,
      { place: { component: `dataset ${type}`, hook } },
    );
  if (typeof given !== 'object' || given === null)
    throw refuse(String(given), 'an object with shape, dtype and size');
  for (const [key, [holds, expected]] of Object.entries(claims)) {
    const value = (given as Record<string, unknown>)[key];
    if (!holds(value)) throw refuse(`${key}: ${JSON.stringify(value) ?? String(value)}`, expected);
  }
  return given as DatasetInfo;
}
