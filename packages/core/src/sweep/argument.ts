import { isDeepStrictEqual } from 'node:util';
import { RuntimeFailure } from '../errors.js';
import type { Json } from '../plugin/json.js';
import { parseOverride } from '../spec/override-grammar.js';
import { split } from '../spec/path.js';
import { toJson } from '../spec/tree.js';
import type { Values } from './space.js';

/**
 * How a value of a sweep gets into the experiment of a trial: as text that `--set` reads back as the same value. Text stands
 * in quotes, so that "1e3" stays text; -0 keeps its sign; large whole numbers have an exponent, which needs fewer digits.
 */
export function valueText(value: Json): string {
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return '-0';
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
  }
  if (Array.isArray(value)) return `[${value.map(valueText).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, own]) => `${JSON.stringify(key)}:${valueText(own)}`)
    .join(',')}}`;
}

/** What keeps a value from arriving as it is; undefined if it does. */
export function whyNotCarried(path: string, value: Json): string | undefined {
  const odd = firstNotFinite(value);
  if (odd !== undefined) return `${odd} is no finite number, and a spec holds none but those`;
  const text = `${path}=${valueText(value)}`;
  const read = parseOverride({ text, from: 'set' }, 1);
  if ('code' in read) return `as ${text} it cannot be read: ${read.message}`;
  if (!isDeepStrictEqual(read.keys, split(path))) return `${JSON.stringify(path)} is no path in a spec`;
  const back = read.value && toJson(read.value);
  return isDeepStrictEqual(back, value) ? undefined : `as ${text} it would be read as ${valueText(back!)}`;
}

function firstNotFinite(value: Json): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : value;
  if (value === null || typeof value !== 'object') return undefined;
  return Object.values(value)
    .map(firstNotFinite)
    .find((one) => one !== undefined);
}

/**
 * What `--set` takes for a set of values, one argument each.
 *
 * Errors     RuntimeFailure GANX_SWEEP_VALUE for a value that would arrive as another one.
 */
export const asArguments = (values: Values): readonly string[] =>
  Object.entries(values).map(([path, value]) => {
    const why = whyNotCarried(path, value);
    if (why !== undefined)
      throw new RuntimeFailure('GANX_SWEEP_VALUE', `The value of ${path} does not reach the trial: ${why}.`);
    return `${path}=${valueText(value)}`;
  });
