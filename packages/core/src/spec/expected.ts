import type { Json } from '../plugin/json.js';
import type { Schema } from './schema.js';
import { aOrAn, count, listWords } from './words.js';

const typeWords: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'null',
};

const showWord = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A schema in words, as the end of "must be ...". */
export function expected(schema: Schema): string {
  const words = schema['x-ganx-expected'];
  if (typeof words === 'string') return words;
  if (schema.const !== undefined) return showWord(schema.const as Json);
  if (Array.isArray(schema.enum)) return `one of ${listWords((schema.enum as Json[]).map(showWord), 'or')}`;
  const branches = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
  if (branches) return listWords([...new Set(branches.map(expected))], 'or');
  if (schema['x-ganx-schedulable']) {
    const numbers = [schema.type ?? []].flat().filter((type) => type !== 'object');
    return `${expected({ ...schema, type: numbers, 'x-ganx-schedulable': undefined } as never)}, or a schedule`;
  }
  const kind = schema['x-ganx-component'] ?? schema['x-ganx-component-list'];
  if (kind)
    return schema['x-ganx-component']
      ? `${aOrAn(kind)}: a type, or { type: ..., options }`
      : `a list of components (${kind})${limits(schema, 'array')}`;
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  if (types.length === 0) return 'another value';
  return listWords(
    types.map((type) => `${typeWords[type] ?? type}${limits(schema, type)}`),
    'or',
  );
}

/** The limits of a schema for values of one type. */
function limits(schema: Schema, type: string): string {
  const number = (keyword: string): number | undefined =>
    typeof schema[keyword] === 'number' ? (schema[keyword] as number) : undefined;
  if (type === 'integer' || type === 'number') return range(number);
  if (type === 'string') {
    if (typeof schema.pattern === 'string') return ` that matches /${schema.pattern}/`;
    const [min, max] = [number('minLength'), number('maxLength')];
    if (min === 1 && max === undefined) return ' that is not empty';
    return between(min, max, 'character');
  }
  if (type !== 'array') return '';
  const items = Array.isArray(schema.items) ? undefined : (schema.items as Schema | undefined);
  const of = items?.type ? ` of ${plural(items)}` : '';
  const unique = schema.uniqueItems === true ? ', each once' : '';
  return of + between(number('minItems'), number('maxItems'), 'item') + unique;
}

function range(number: (keyword: string) => number | undefined): string {
  const [min, above, max, below, step] = [
    'minimum',
    'exclusiveMinimum',
    'maximum',
    'exclusiveMaximum',
    'multipleOf',
  ].map(number);
  const low = min !== undefined ? `at least ${min}` : above !== undefined ? `above ${above}` : '';
  const high =
    max !== undefined && max !== Number.MAX_SAFE_INTEGER
      ? `at most ${max}`
      : below !== undefined
        ? `below ${below}`
        : '';
  const both = [low, high].filter(Boolean).join(' and ');
  return `${both && ` ${both}`}${step === undefined ? '' : `, a multiple of ${step}`}`;
}

function between(min: number | undefined, max: number | undefined, noun: string): string {
  if (min === undefined && max === undefined) return '';
  if (min === max) return ` (exactly ${count(min!, noun)})`;
  if (max === undefined) return ` (at least ${count(min!, noun)})`;
  return min === undefined ? ` (at most ${count(max, noun)})` : ` (${min} to ${count(max, noun)})`;
}

/** Items of a list, by their type alone. */
function plural({ type }: Schema): string {
  const words = typeof type === 'string' ? typeWords[type] : undefined;
  return words === undefined ? 'items' : words === 'text' ? 'texts' : words.replace(/^a (.*)/, '$1s');
}
