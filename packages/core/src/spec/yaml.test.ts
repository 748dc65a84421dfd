import { describe, expect, test } from 'vitest';
import { toJson } from './tree.js';
import { parseYaml } from './yaml.js';

const parse = (text: string) => {
  const { tree, problems } = parseYaml({ file: 'x.yaml', text });
  return (tree ? toJson(tree) : problems) as object;
};

describe('YAML', () => {
  test('is version 1.2: yes and no are text, 2e-4 is a number', () => {
    expect(parse('a: yes\nb: off\nc: 2e-4\nd: 0x10\ne: 010\nf: ~\n')).toEqual({
      a: 'yes',
      b: 'off',
      c: 2e-4,
      d: 16,
      e: 10,
      f: null,
    });
    expect(parse('%YAML 1.1\n---\na: yes\n')).toEqual({ a: 'yes' });
  });

  test('may use anchors and aliases', () => {
    expect(parse('a: &x { k: [1, 2] }\nb: *x\n')).toEqual({ a: { k: [1, 2] }, b: { k: [1, 2] } });
  });

  test('may merge maps with <<: what is written wins, then the earlier map', () => {
    const text =
      'a: &a { x: 1, y: 1 }\nb: &b { y: 2, z: 2 }\nc: { <<: [*a, *b], x: 3 }\nd: { x: 4, <<: *b }\n';
    expect(parse(text)).toMatchObject({ c: { x: 3, y: 1, z: 2 }, d: { x: 4, y: 2, z: 2 } });
  });

  test('takes a quoted "<<" for a key like any other', () => {
    expect(parse('"<<": { x: 1 }\n')).toEqual({ '<<': { x: 1 } });
  });

  test('refuses to merge what is no map', () => {
    expect(parse('a: { <<: 3 }\n')).toMatchObject([{ code: 'GANX_SPEC_SYNTAX', line: 1, column: 10 }]);
  });

  test('may start with a byte order mark', () => {
    expect(parse('\ufeffa: 1\n')).toEqual({ a: 1 });
  });

  test('may have keys that mean something to JavaScript', () => {
    expect(Object.keys(parse('__proto__: 1\nconstructor: 2\n'))).toEqual(['__proto__', 'constructor']);
  });

  test('reports every key that stands twice', () => {
    expect(parse('a: 1\na: 2\nb: { c: 1, c: 2 }\n')).toMatchObject([
      { code: 'GANX_SPEC_DUPLICATE_KEY', line: 2, column: 1, path: 'a' },
      { code: 'GANX_SPEC_DUPLICATE_KEY', line: 3, column: 12, path: 'b.c' },
    ]);
  });

  test('a large map takes time in proportion', () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `key${i}: ${i}\n`).join('');
    const began = performance.now();
    expect(Object.keys(parse(text))).toHaveLength(40_000);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test('an alias in an alias does not see anchors that come later', () => {
    expect(parse('a: &x 1\nb: &y [*x]\nc: &x 2\nd: [*x, *y]\n')).toMatchObject({ d: [2, [1]] });
  });
});
