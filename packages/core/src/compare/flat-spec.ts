import type { Json } from '../plugin/json.js';
import { groupBy } from './group-by.js';

export type FlatValue = string | number | boolean | null;

/** A spec as one level of dotted keys. */
export type FlatSpec = ReadonlyMap<string, FlatValue>;

/**
 * Flattens a spec: `loss: { type: hinge }` is `loss.type = hinge`. A list of plain values is one value, `[-1, 1]`, since its
 * items mean little alone; a list of components has its indices in the key, `generator.layers.0.units`.
 */
export function flattenSpec(spec: Json): FlatSpec {
  const flat = new Map<string, FlatValue>();
  const visit = (value: Json, key: string): void => {
    if (value === null || typeof value !== 'object') {
      flat.set(key, value);
      return;
    }
    const entries = Object.entries(value) as [string, Json][];
    if (Array.isArray(value) && value.every((item) => item === null || typeof item !== 'object')) {
      flat.set(key, `[${value.join(', ')}]`);
    } else if (entries.length === 0) {
      flat.set(key, '{}');
    } else {
      for (const [name, child] of entries) visit(child, key === '' ? name : `${key}.${name}`);
    }
  };
  visit(spec, '');
  return flat;
}

/**
 * The keys whose values are not the same in all specs, in the order in which they are first met. An option that comes and goes
 * with its component's type, and has one value wherever it is, says nothing that the type does not: it is left out.
 */
export function differingKeys(
  specs: readonly FlatSpec[],
  ignored: ReadonlySet<string> = new Set(),
): string[] {
  const [first, ...others] = specs;
  if (!first) return [];
  const keys = new Set(specs.flatMap((spec) => [...spec.keys()]));
  const differs = (key: string) => others.some((spec) => !Object.is(spec.get(key), first.get(key)));
  return [...keys].filter((key) => !ignored.has(key) && differs(key) && !followsType(key, specs));
}

function followsType(key: string, specs: readonly FlatSpec[]): boolean {
  const having = specs.filter((spec) => spec.has(key));
  if (having.length === specs.length || new Set(having.map((spec) => spec.get(key))).size > 1) return false;
  const parts = key.split('.');
  return parts.slice(1).some((_, index) => {
    const type = [...parts.slice(0, index + 1), 'type'].join('.');
    return (
      type !== key &&
      [...groupBy(specs, (spec) => spec.get(type)).values()].every(
        (alike) => new Set(alike.map((spec) => spec.has(key))).size === 1,
      )
    );
  });
}

/** Each key's shortest ending that no other key has: `discriminatorSteps`, but `loss.type` and `data.type`. */
export function shortKeys(keys: readonly string[]): ReadonlyMap<string, string> {
  const endings = (key: string) => {
    const parts = key.split('.');
    return parts.map((_, index) => parts.slice(parts.length - 1 - index).join('.'));
  };
  return new Map(
    keys.map((key) => {
      const unique = endings(key).find(
        (ending) =>
          ending !== 'type' &&
          !/^\d/.test(ending) &&
          !keys.some((k) => k !== key && `.${k}`.endsWith(`.${ending}`)),
      );
      return [key, unique ?? key];
    }),
  );
}
