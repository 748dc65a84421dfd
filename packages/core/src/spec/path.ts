/** Dotted places in a spec: `generator.layers.3.filters`. */

export const join = (path: string, key: string | number): string =>
  path === '' ? String(key) : `${path}.${key}`;

/** Also reads `layers[3]`, which people write out of habit. */
export function split(path: string): readonly string[] {
  if (path === '') return [];
  return path.replace(/\[(\d+)\]/g, '.$1').split('.');
}

/** A list index, or undefined for any other key. */
export function toIndex(key: string): number | undefined {
  return /^(0|[1-9]\d*)$/.test(key) ? Number(key) : undefined;
}
