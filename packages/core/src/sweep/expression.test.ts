import { describe, expect, it } from 'vitest';
import type { Value } from './expression.js';
import { parseExpression } from './expression.js';

const values: Record<string, Value> = { a: 2, b: 3, 'loss.type': 'hinge', on: true, list: [1, 2] };
const evaluate = (text: string): Value => parseExpression(text).evaluate((path) => values[path]);

describe('an expression', () => {
  it.each([
    ['a + b * 2', 8],
    ['(a + b) * 2', 10],
    ['-a - -b', 1],
    ['7 % 4 / 2', 1.5],
    ['a < b and b <= 3', true],
    ['not a == 2 or on', true],
    ["loss.type == 'hinge'", true],
    ['loss.type in ["hinge", "wasserstein"]', true],
    ['a in list', true],
    ['[a, b] == [2, 3]', true],
    ['1e3 == 1000.0', true],
    ['null == null', true],
    ['missing == 1', undefined],
    ['missing + 1 < 2 and on', undefined],
    ['missing == 1 and false', false],
    ['missing == 1 or on', true],
  ])('%s gives %j', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  it.each([
    ['a = 2', 2, 'Write =='],
    ['a &&', 2, 'Write and'],
    ['(a', 2, 'Expected ")", found the end.'],
    ['a b', 2, 'Expected the end, found "b".'],
    ['a +', 3, 'a value or a path'],
    ['or', 0, 'a value or a path'],
    ["'open", 0, 'no meaning'],
    [`${'('.repeat(200)}1`, 101, 'Nested too deeply'],
    ['process.exit()', 12, 'found "("'],
  ])('%s is refused at its character %d', (text, offset, says) => {
    expect(() => parseExpression(text)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(says) }),
    );
    try {
      parseExpression(text);
    } catch (error) {
      expect(error).toMatchObject({ offset });
    }
  });

  it.each([
    ['loss.type < 2', '"<" takes numbers'],
    ['a and on', 'must be true or false'],
    ['a in b', '"in" takes a list'],
  ])('%s is refused when it is evaluated', (text, says) => {
    expect(() => evaluate(text)).toThrow(says);
  });

  it('names the paths that it reads, and where', () => {
    expect(parseExpression('a.b + c').paths).toEqual([
      { path: 'a.b', offset: 0 },
      { path: 'c', offset: 6 },
    ]);
  });
});
