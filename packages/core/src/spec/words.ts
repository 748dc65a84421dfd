import type { Json } from '../plugin/json.js';

/** How problems speak of values and lists of words. */

/** A value as a person would name it: `the text "many"`, `-3`, `a list`. */
export function nameValue(value: Json | undefined): string {
  if (value === null || value === undefined) return 'nothing (null)';
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty list' : `a list of ${count(value.length, 'item')}`;
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `the text ${quote(value)}` : String(value);
}

/** Quoted and cut to a length that fits a message. */
export function quote(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return JSON.stringify(shown);
}

export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** `a, b and c`, cut after 16. */
export function listWords(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (words.length > 16) return `${words.slice(0, 15).join(', ')} ${last} ${words.length - 15} more`;
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** `a layer`, `an optimizer`. */
export const aOrAn = (noun: string): string => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
