import { nearest } from '../plugin/registry.js';

/** Keys that a person may have meant: near misses, beginnings either way (`disc`, `maximum`), initials (`lr` for `learningRate`). */
export function suggestKeys(written: string, known: readonly string[]): readonly string[] {
  const short = written.toLowerCase();
  const shortened = known.filter(
    (key) =>
      (short.length >= 3 && key.toLowerCase().startsWith(short)) ||
      (key.length >= 3 && short.startsWith(key.toLowerCase())) ||
      (short.length >= 2 && initials(key) === short),
  );
  return [...new Set([...nearest(written, known), ...shortened])].slice(0, 3);
}

const initials = (key: string): string => (key[0] ?? '') + key.replace(/[^A-Z]/g, '').toLowerCase();
