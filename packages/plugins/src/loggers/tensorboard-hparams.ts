import { createHash } from 'node:crypto';
import type { Json } from '@ganx/core/plugin';
import type { HParamValue } from 'tensorboard-writer-ts';

type JsonMap = { readonly [key: string]: Json };

/** Parts of a spec that are choices one may want to compare; what watches or stores a run is none. */
const shown = [
  'seed',
  'data',
  'latent',
  'conditioning',
  'generator',
  'discriminator',
  'loss',
  'regularizers',
  'optimizers',
  'ema',
  'balance',
] as const;

/** Parts that leave the trained networks as they are. */
const ignoredByGroup = new Set(['seed', 'description', 'runtime', 'logging', 'checkpoint']);

/**
 * A resolved spec as columns of the HParams page: its choices by path (`optimizers.generator.learningRate`).
 *
 * Lists of components become one column with their types, and their options stand under their type
 * (`regularizers.r1.weight`); of a network that is a list of layers the types are shown; other lists are shown as JSON.
 */
export function hparamsOf(spec: Json): Record<string, HParamValue> {
  const params: Record<string, HParamValue> = {};
  for (const part of shown) {
    const value = isMap(spec) ? spec[part] : undefined;
    if (value !== undefined) flatten(part, value, params);
  }
  return params;
}

/**
 * The name of a run's row, `<name of the experiment>-<ten hex digits>`: equal for runs that differ only in their seed, or in what does not
 * change their networks.
 */
export function hparamsGroup(spec: Json): string {
  const kept = isMap(spec)
    ? Object.fromEntries(Object.entries(spec).filter(([key]) => !ignoredByGroup.has(key)))
    : spec;
  const hash = createHash('sha256')
    .update(JSON.stringify(sorted(kept)))
    .digest('hex');
  const name = isMap(spec) && typeof spec.name === 'string' ? `${spec.name}-` : '';
  return `${name}${hash.slice(0, 10)}`;
}

function flatten(path: string, value: Json, params: Record<string, HParamValue>): void {
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    const components = items.filter(
      (item): item is JsonMap & { type: string } => isMap(item) && 'type' in item,
    );
    if (components.length < items.length) {
      params[path] = JSON.stringify(value);
      return;
    }
    params[path] = components.map(({ type }) => type).join(', ') || 'none';
    if (path.endsWith('.layers')) return;
    for (const { type, ...options } of components) flatten(`${path}.${type}`, options, params);
  } else if (isMap(value)) {
    for (const [key, inner] of Object.entries(value)) flatten(`${path}.${key}`, inner, params);
  } else if (value !== null) {
    params[path] = value as HParamValue;
  }
}

/** With keys in order at every depth, so that equal specs give equal text. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key]!)]),
  );
}

function isMap(value: Json): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
