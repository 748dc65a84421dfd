import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { data, run } from './evaluate.fixture.js';
import { transposedLeft } from './transposed-left.js';

const product = (terms: number, rows: number, columns: number, transposeA = true) =>
  g.matMulAdd(
    data(transposeA ? [terms, rows] : [rows, terms], 1),
    data([terms, columns], 2),
    data([columns], 3),
    {
      transposeA,
    },
  );
const after = (value: g.Value) => g.rewrite([value], transposedLeft)[0]!;

describe('a transposed left side', () => {
  it('of few terms is transposed before a large product, which stays the same', () => {
    const [seen, reference] = [after(product(6, 520, 600)), product(6, 520, 600)];
    expect(g.collect([seen]).nodes.map(({ op }) => op)).toContain('Transpose');
    const expected = run(reference);
    for (const [i, value] of run(seen).entries()) expect(value).toBeCloseTo(expected[i]!, 5);
  });

  it.each([
    ['more terms', product(300, 520, 600)],
    ['fewer rows', product(6, 128, 600)],
    ['fewer columns', product(6, 520, 128)],
    ['nothing transposed', product(6, 520, 600, false)],
  ])('with %s is left to the product', (_, value) => {
    expect(after(value)).toBe(value);
  });
});
