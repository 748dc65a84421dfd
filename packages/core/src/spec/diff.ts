import type { Json } from '../plugin/json.js';

/** One value that differs between two specs; an absent side was not there. */
export interface SpecChange {
  /** Dotted: `stop.any.0.max`. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

/**
 * Where two specs differ, in the order of the first. Goes into objects and into lists of equal length; a component of
 * another type, and a list of another length, is one change.
 */
export function specChanges(before: Json, after: Json, path = ''): SpecChange[] {
  if (equal(before, after)) return [];
  const at = (key: string | number) => (path === '' ? `${key}` : `${path}.${key}`);
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((own, index) => specChanges(own, after[index]!, at(index)));
  }
  if (isObject(before) && isObject(after) && before.type === after.type) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => {
      const [old, now] = [before[key], after[key]];
      if (old === undefined) return [{ path: at(key), after: now! }];
      if (now === undefined) return [{ path: at(key), before: old }];
      return specChanges(old, now, at(key));
    });
  }
  return [{ path, before, after }];
}

/** One line per change: `stop.max: 1000 -> 2000`. */
export function changeLines(changes: readonly SpecChange[]): string[] {
  const shown = (value: Json | undefined) => (value === undefined ? '(not there)' : JSON.stringify(value));
  return changes.map(({ path, before, after }) => `${path}: ${shown(before)} -> ${shown(after)}`);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of JSON; the order of keys means nothing. */
function equal(a: Json, b: Json): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((own, index) => equal(own, b[index]!));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => b[key] !== undefined && equal(a[key]!, b[key]))
    );
  }
  return Object.is(a, b);
}
