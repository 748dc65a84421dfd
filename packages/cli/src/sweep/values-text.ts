import type { Values } from '@ganx/core/sweep';
import { number } from '../view/format.js';

/** `learningRate=1.00e-3 beta1=0.500`: by the last word of each path, or the whole where two are alike. */
export function valuesText(values: Values): string {
  const paths = Object.keys(values);
  const last = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
  return Object.entries(values)
    .map(([path, value]) => {
      const name = paths.filter((other) => last(other) === last(path)).length === 1 ? last(path) : path;
      return `${name}=${typeof value === 'number' ? number(value) : typeof value === 'string' ? value : JSON.stringify(value)}`;
    })
    .join(' ');
}
