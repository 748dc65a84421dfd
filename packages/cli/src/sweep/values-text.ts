import type { Values } from '@ganx/core/sweep';
import { number } from '../view/format.js';

/** `generator.learningRate=1.00e-3 beta1=0.500`: each path by as few of its last words as tell it from the others. */
export function valuesText(values: Values): string {
  const names = shortNames(Object.keys(values));
  return Object.entries(values)
    .map(([path, value]) => `${names.get(path)}=${valueText(value)}`)
    .join(' ');
}

export const valueText = (value: unknown): string =>
  typeof value === 'number' ? number(value) : typeof value === 'string' ? value : JSON.stringify(value);

/** By path; numbers of lists are no words of their own: `layers.0.units`. */
export function shortNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const suffix = (path: string, words: number): string => path.split('.').slice(-words).join('.');
  return new Map(
    paths.map((path): [string, string] => {
      const most = path.split('.').length;
      let words = 1;
      while (
        words < most &&
        (/^\d/.test(suffix(path, words)) ||
          paths.filter((other) => suffix(other, words) === suffix(path, words)).length > 1)
      )
        words++;
      return [path, suffix(path, words)];
    }),
  );
}
