import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Json } from '../plugin/json.js';
import { decodeExact, encodeExact } from '../run/stored/exact-json.js';
import { parseOverride } from '../spec/override-grammar.js';
import { toJson } from '../spec/tree.js';
import { parseYaml } from '../spec/yaml.js';
import { asArguments, valueText, whyNotCarried } from './argument.js';

const read = (text: string): Json | undefined => {
  const override = parseOverride({ text, from: 'set' }, 1);
  return 'code' in override ? undefined : override.value && toJson(override.value);
};

const texts = [
  ...[
    '',
    ' ',
    ' a ',
    'a #b',
    '#b',
    'a & b',
    '&a',
    '*a',
    '!t',
    '|',
    '> x',
    '? x',
    'a: b',
    '- a',
    '---',
    '...',
    '%x',
  ],
  ...[
    '1',
    '-0',
    '1e3',
    '0x10',
    '0o7',
    '007',
    '.5',
    '5.',
    '1_000',
    '9007199254740993',
    '1e400',
    '.inf',
    'NaN',
  ],
  ...[
    'true',
    'no',
    'null',
    '~',
    '2024-01-01',
    '12:30',
    '<<',
    '=',
    '[1',
    '{a}',
    '"',
    "'",
    '\\',
    '\\n',
    '\n',
    'a\r\nb',
  ],
  ...[
    '\t',
    '\0',
    '\u0085',
    '\u2028',
    '\ud800',
    '\u{1f600}',
    'ü',
    '__proto__',
    '$(x)',
    '`x`',
    "'; rm x",
    '!important',
  ],
];
const numbers = [
  ...[0, -0, 1, -1, 0.1, 0.1 + 0.2, 1 / 3, 1e-7, 5e-324, 2.2250738585072014e-308, Number.MAX_VALUE],
  ...[
    Number.MAX_SAFE_INTEGER,
    2 ** 53,
    2 ** 53 + 2,
    2 ** 70,
    1e20,
    123456789012345680000,
    1e21,
    1e22,
    -(2 ** 60),
  ],
];
const values: readonly Json[] = [
  ...texts,
  ...numbers,
  ...[
    true,
    false,
    null,
    [],
    {},
    [[]],
    [null],
    [1, '1'],
    { a: null },
    { 'a.b': 1 },
    { ['k'.repeat(1100)]: 1 },
    { 'a: b': { '#': [-0] } },
  ],
  ...texts.map((text) => ({ [`k${text}`]: text })),
];

describe('a value of a sweep', () => {
  test.each(values.map((value) => [JSON.stringify(value), value]))('%s arrives as it is', (_, value) => {
    expect(whyNotCarried('a.0.b', value)).toBeUndefined();
    const [argument] = asArguments({ 'a.0.b': value });
    expect(read(argument!)).toStrictEqual(value);
    // The journal, and a file of YAML.
    expect(decodeExact(JSON.parse(JSON.stringify(encodeExact({ value }))))).toStrictEqual({ value });
    const { tree } = parseYaml({ file: '', text: `value: ${valueText(value)}` });
    expect(tree && toJson(tree)).toStrictEqual({ value });
  });

  test('arrives through a shell that is given it in single quotes, as in a batch script', () => {
    const all = values.map((value) => asArguments({ a: value })[0]!);
    const script = `printf '%s\\0' ${all.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')}`;
    const { stdout } = spawnSync('/bin/bash', ['-c', script], { encoding: 'utf8' });
    expect(stdout.split('\0').slice(0, -1)).toEqual(all);
  });

  test('arrives from random doubles, by their bits', () => {
    const bits = new DataView(new ArrayBuffer(8));
    let state = 1n;
    for (let i = 0; i < 2000; i++) {
      state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
      bits.setBigUint64(0, state);
      const value = bits.getFloat64(0);
      if (Number.isFinite(value)) expect(read(`a=${valueText(value)}`)).toBe(value);
    }
  });

  test.each<[string, Json, RegExp]>([
    ['a', Infinity, /Infinity is no finite number/],
    ['a', -Infinity, /-Infinity is no finite number/],
    ['a', Number.NaN, /NaN is no finite number/],
    ['a', [1, { b: [Number.NaN] }], /NaN is no finite number/],
    ['a=b', 1, /"a=b" is no path|cannot be read|would be read/],
    ['a b', 1, /"a b" is no key/],
  ])('of %s that is %j is refused', (path, value, why) => {
    expect(whyNotCarried(path, value)).toMatch(why);
    expect(() => asArguments({ [path]: value })).toThrow('does not reach the trial');
  });
});

test.each(['9007199254740993', '-9007199254740993', '0x20000000000001', '1e400', '-1e400', '1e-400'])(
  '%s, which no number holds, is read as text and not as another number',
  (text) => {
    expect(read(`a=${text}`)).toBe(text);
    expect(read(`a=[${text}]`)).toEqual([text]);
    const { tree } = parseYaml({ file: '', text: `a: ${text}` });
    expect(tree && toJson(tree)).toEqual({ a: text });
  },
);

test.each(['9007199254740992', '9007199254740994', '123456789012345680000', '0.1', '1e-7', '0e-400', '1e20'])(
  '%s is a number',
  (text) => {
    expect(read(`a=${text}`)).toBe(Number(text));
    expect(stringify(read(`a=${text}`))).toBe(stringify(Number(text)));
  },
);
