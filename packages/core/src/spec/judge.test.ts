import { describe, expect, test } from 'vitest';
import type { Json } from '../plugin/json.js';
import { judge } from './judge.js';
import type { Schema } from './schema.js';
import { fromJson, type MapNode } from './tree.js';

/** What is said of `x` under a schema. */
function say(x: Json, schema: Schema, more: Schema = {}): string[] {
  const root = fromJson({ x }, { file: 'f', line: 1, column: 1 }) as MapNode;
  const whole: Schema = { type: 'object', additionalProperties: false, properties: { x: schema }, ...more };
  return judge({ root, written: root, path: '', schema: whole, owner: 'The layer "a"' }).map(
    ({ code, path, message }) => `${code.slice('GANX_SPEC_'.length)} ${path}: ${message}`,
  );
}

describe('words of YAML 1.1 for true and false', () => {
  test.each([
    ['no', 'false'],
    ['off', 'false'],
    ['Yes', 'true'],
    ['on', 'true'],
  ])('%s is text, and the message says what to write', (word, meant) => {
    expect(say(word, { type: 'boolean' })).toEqual([
      expect.stringContaining(`YAML 1.2 knows only true and false: write ${meant}.`),
    ]);
  });

  test('are nothing but text where no boolean is expected, and other words get no hint', () => {
    expect(say('no', { type: 'string' })).toEqual([]);
    expect(say('never', { type: 'boolean' })[0]).not.toContain('YAML 1.2');
  });
});

describe('one mistake gives one problem', () => {
  const oneOrTwo: Schema = {
    anyOf: [
      { type: 'integer', minimum: 1 },
      { type: 'array', items: { type: 'integer', minimum: 1 }, minItems: 2, maxItems: 2 },
    ],
  };

  test('in an anyOf: of the branch that was meant, if its type tells', () => {
    expect(say(0, oneOrTwo)).toEqual([
      'VALUE x: "x" of the layer "a" must be a whole number at least 1, but is 0.',
    ]);
    expect(say([1], oneOrTwo)).toEqual([
      'VALUE x: "x" of the layer "a" must be a list of whole numbers (exactly 2 items), but has 1 item.',
    ]);
    expect(say([1, 'a'], oneOrTwo)).toEqual([
      'WRONG_TYPE x.1: Item 1 of "x" of the layer "a" must be a whole number at least 1, but is the text "a".',
    ]);
  });

  test('in an anyOf: of all branches together, if none was meant', () => {
    expect(say('a', oneOrTwo)).toEqual([
      'WRONG_TYPE x: "x" of the layer "a" must be a whole number at least 1 or a list of whole numbers (exactly 2 items), but is the text "a".',
    ]);
  });

  test('in a oneOf that two branches fit', () => {
    const schema: Schema = { oneOf: [{ type: 'number' }, { type: 'integer' }] };
    expect(say(1, schema)).toHaveLength(1);
  });

  test('in choices inside an anyOf, with near misses', () => {
    const schema: Schema = { anyOf: [{ enum: ['auto', 'none'] }, { type: 'number' }] };
    expect(say('atuo', schema)).toEqual([
      'VALUE x: "x" of the layer "a" must be one of auto or none or a number, but is the text "atuo".',
    ]);
  });

  test('in if, then and else', () => {
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    const more: Schema = { if: { properties: { x: { const: 1 } } }, then: { required: ['y'] }, else: {} };
    expect(say(1, { type: 'integer' }, more)).toEqual(['MISSING_KEY y: The layer "a" needs "y".']);
  });

  test('in a value that breaks several limits', () => {
    expect(say('', { type: 'string', minLength: 2, pattern: '^a' })).toHaveLength(1);
  });

  test('in nested combinations', () => {
    const schema: Schema = {
      anyOf: [{ type: 'boolean' }, { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    };
    expect(say(3, schema)).toEqual([
      'WRONG_TYPE x: "x" of the layer "a" must be true or false or text or null, but is 3.',
    ]);
  });
});

describe('what was expected is said in words', () => {
  test.each<[Json, Schema, string]>([
    [3, { type: 'string' }, 'must be text, but is 3. Put it in quotes.'],
    ['3', { type: 'number' }, 'must be a number, but is the text "3". Write it without quotes.'],
    [
      '3',
      { type: ['number', 'null'] },
      'must be a number or null, but is the text "3". Write it without quotes.',
    ],
    ['on', { type: 'boolean' }, 'must be true or false, but is the text "on".'],
    [{}, { type: 'array' }, 'must be a list, but is a map. Put "- " before it.'],
    [4, { type: 'array' }, 'must be a list, but is 4. Write [4].'],
    [4, { type: 'array', items: { type: 'number' } }, 'must be a list of numbers, but is 4. Write [4].'],
    // Brackets alone would not mend it.
    [true, { type: 'array', items: { type: 'integer' } }, 'must be a list of whole numbers, but is true.'],
    [[], { type: 'object' }, 'must be a map, but is an empty list.'],
    [
      1.5,
      { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
      'must be a number above 0 and below 1, but is 1.5.',
    ],
    [7, { type: 'integer', multipleOf: 2 }, 'must be a whole number, a multiple of 2, but is 7.'],
    ['', { type: 'string', minLength: 1 }, 'must be text that is not empty, but is the text "".'],
    ['b', { type: 'string', pattern: '^a' }, 'must be text that matches /^a/, but is the text "b".'],
    ['abc', { type: 'string', maxLength: 2 }, 'must be text (at most 2 characters), but is the text "abc".'],
    [
      [1, 1],
      { type: 'array', uniqueItems: true },
      'must be a list, each once, but items 0 and 1 are the same.',
    ],
    [2, { const: 1 }, 'must be 1, but is 2.'],
    [2, { enum: [1, 'a', null] }, 'must be one of 1, a or null, but is 2.'],
  ])('%j against %j', (value, schema, words) => {
    const [said, ...others] = say(value, schema);
    expect(said).toContain(words);
    expect(others).toEqual([]);
  });
});
