import { describe, expect, test } from 'vitest';
import type { Json } from '../plugin/json.js';
import { parseOverrideValue } from './override-value.js';
import { byDefault } from './place.js';
import { toJson } from './tree.js';

const read = (text: string): Json => {
  const value = parseOverrideValue(text, (offset) => ({ ...byDefault, column: offset }));
  if ('code' in value) throw new Error(`${value.column}: ${value.message}`);
  return toJson(value);
};

describe('the value of an override', () => {
  test.each([
    'see issue #2705',
    '#2705',
    'R&D',
    '& more',
    '&anchor x',
    '*',
    '*alias',
    '!tag x',
    '!!float 1',
    '| x',
    '>',
    '? x',
    'a: b',
    'a:',
    '- a',
    '-',
    '--- x',
    '...',
    '%YAML 1.1',
    ' leading',
    'trailing ',
    'a\tb',
    'a\nb',
    'a\n\nb #c',
    '@at',
    '`tick`',
    'C:\\x',
    'a, b',
    'a]',
    'no',
    '2024-01-01',
    '${seed} #1',
    '9007199254740993',
  ])('is the text %j as it was typed', (text) => {
    expect(read(text)).toBe(text);
  });

  test.each<[string, Json]>([
    ['5', 5],
    [' 5 ', 5],
    ['-0', -0],
    ['1e-3', 1e-3],
    ['0x1F', 31],
    ['+.5', 0.5],
    ['.inf', Infinity],
    ['true', true],
    ['Null', null],
    ['~', null],
    ['', ''],
    ['[1, a, "b #c", \'d&e\']', [1, 'a', 'b #c', 'd&e']],
    ['{a: 1, b: {c: null}}', { a: 1, b: { c: null } }],
    ['{a: x#y, b: c&d, e: f*g}', { a: 'x#y', b: 'c&d', e: 'f*g' }],
    ['"5"', '5'],
    ["'it''s'", "it's"],
  ])('%j is read whole, as YAML has it', (text, value) => {
    expect(read(text)).toStrictEqual(value);
  });

  test.each([
    ['[1, 2] # and 3', /^7: .*comment in YAML and would be lost/],
    ['"a" #b', /^4: .*comment/],
    ['{a: 1 #, b: 2\n}', /^6: .*comment/],
    ['[&x, y]', /^1: .*anchor/],
    ['[&x 1, *x]', /^1: .*anchor/],
    ['[*x]', /^1: .*alias/],
    ['{a: !!str 1}', /^4: .*tag/],
    ['[1]\n---\n[2]', /second one/],
    ['[1]\n...\nx', /ends at/],
    ['"a" b', /Not valid YAML/],
    ['[1] 2', /Not valid YAML/],
    ['{a}', /"a" has no value. Write \{a: \.\.\.\}/],
    ['[{a: 1, b}]', /"b" has no value/],
    ['{a: }', /"a" has no value/],
    ['{a:1}', /a space follows the colon: \{a: 1\}/],
  ])('%j is refused, since a part of it would be lost', (text, says) => {
    expect(() => read(text)).toThrow(says);
  });
});
