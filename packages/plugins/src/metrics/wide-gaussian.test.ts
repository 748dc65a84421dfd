import { readFileSync } from 'node:fs';
import type { Rows } from '@ganx/core/features';
import { Breather } from '@ganx/core/plugin';
import { Matrix } from 'ml-matrix';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cholesky } from '../linear-algebra/cholesky.js';
import type { Dense } from '../linear-algebra/dense.js';
import { Products } from '../linear-algebra/products.js';
import { symmetricEigenvalues } from '../linear-algebra/symmetric-eigenvalues.js';
import { frechet, gaussianStatistics, squareRoot } from './gaussian-statistics.js';
import { mostPlainFeatures, referenceGaussian } from './reference-gaussian.js';
import { factorOf, type LinearAlgebra, wideFrechet, wideGaussian } from './wide-gaussian.js';

/** By the linear congruential generator of wide-gaussian.golden.py, value for value. */
function rows(count: number, columns: number, seed: number, rank = columns): Rows {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const values = new Float32Array(count * columns);
  for (let i = 0; i < count; i++) {
    const own = Array.from({ length: rank }, next);
    for (let c = 0; c < columns; c++)
      values[i * columns + c] = Math.fround(
        (own[c % rank]! + 0.5 * own[(c * 7 + 1) % rank]!) / (1 + (c % 9)),
      );
  }
  return { values, columns };
}

const algebra = {} as { -readonly [K in keyof LinearAlgebra]: LinearAlgebra[K] };
beforeAll(async () => {
  algebra.breather = new Breather();
  algebra.products = await Products.open(algebra.breather);
});
afterAll(() => algebra.products.close());

const wide = async (a: Rows, b: Rows) => {
  const [first, second] = [await wideGaussian(a, algebra), await wideGaussian(b, algebra)];
  return wideFrechet(first, await factorOf(first, algebra), second, algebra);
};
const plain = async (a: Rows, b: Rows) => {
  const [first, second] = [await gaussianStatistics(a), await gaussianStatistics(b)];
  return frechet(first, squareRoot(first.covariance), second);
};

const symmetric = (size: number): Dense => {
  const { values } = rows(size, size, 5);
  return {
    rows: size,
    columns: size,
    values: Float64Array.from({ length: size * size }, (_, at) => {
      const [i, j] = [Math.floor(at / size), at % size];
      return values[i * size + j]! + values[j * size + i]!;
    }),
  };
};

describe('symmetricEigenvalues', () => {
  test.each([1, 2, 3, 31, 32, 33, 64, 97, 150])('finds those of a matrix of size %i', async (size) => {
    const s = symmetric(size);
    const known = new Matrix(
      Array.from({ length: size }, (_, i) => [...s.values.subarray(i * size, (i + 1) * size)]),
    );
    const { realEigenvalues } = await import('ml-matrix').then(
      ({ EigenvalueDecomposition }) => new EigenvalueDecomposition(known, { assumeSymmetric: true }),
    );
    const found = await symmetricEigenvalues(s, algebra.products, algebra.breather);
    const wanted = realEigenvalues.sort((a, b) => a - b);
    expect(found.length).toBe(size);
    for (const [i, value] of found.sort().entries()) expect(value).toBeCloseTo(wanted[i]!, 11);
  });
});

describe('cholesky', () => {
  test.each([
    [40, 40],
    [150, 150],
    [150, 20],
    [70, 1],
  ])('gives back a matrix of size %i and rank %i', async (size, rank) => {
    const { covariance } = await gaussianStatistics(rows(400, size, 3, rank));
    const values = Float64Array.from(covariance.to1DArray());
    const { values: f } = await cholesky(
      { rows: size, columns: size, values },
      algebra.products,
      algebra.breather,
    );
    const factor = new Matrix(
      Array.from({ length: size }, (_, i) => [...f.subarray(i * size, (i + 1) * size)]),
    );
    const error = Matrix.sub(factor.transpose().mmul(factor), covariance);
    expect(error.norm()).toBeLessThan(1e-13 * size * covariance.norm());
  });
});

describe('wideFrechet', () => {
  test.each([
    ['more samples than features', 300, 200, 60, 60],
    ['fewer samples than features', 30, 25, 90, 90],
    ['fewer samples of the first only', 30, 200, 90, 90],
    ['fewer samples of the second only', 200, 30, 90, 90],
    ['features that repeat each other', 300, 200, 60, 11],
    ['one sample each', 1, 1, 8, 8],
  ])('agrees with the plain decomposition: %s', async (_name, n1, n2, columns, rank) => {
    const [a, b] = [rows(n1, columns, 1, rank), rows(n2, columns, 2, rank)];
    const { covariance } = await gaussianStatistics(a);
    const scale = Math.max(1e-3, covariance.trace());
    expect(Math.abs((await wide(a, b)) - (await plain(a, b)))).toBeLessThan(1e-6 * scale);
  });

  test('equal rows are at distance 0, and what is not finite at NaN', async () => {
    const a = rows(40, 90, 1);
    expect(await wide(a, a)).toBeLessThan(1e-6);
    expect(await wide(a, { ...a, values: a.values.map(() => NaN) })).toBeNaN();
  });

  test.each(
    JSON.parse(readFileSync(new URL('wide-gaussian.golden.json', import.meta.url), 'utf8')) as {
      n1: number;
      n2: number;
      columns: number;
      rank: number;
      distance: number;
      trace: number;
    }[],
  )(
    'agrees with SciPy: $n1 and $n2 samples of $columns features, rank $rank',
    async ({ n1, n2, columns, rank, distance, trace }) => {
      const found = await (await referenceGaussian(rows(n1, columns, 1, rank))).distanceTo(
        rows(n2, columns, 2, rank),
      );
      expect(columns).toBeGreaterThan(mostPlainFeatures);
      expect(Math.abs(found - distance)).toBeLessThan(1e-6 * trace);
    },
  );

  test('the event loop turns while it computes', async () => {
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    let turns = 0;
    const count = () => {
      turns++;
      timeout = setTimeout(count, 0);
    };
    let timeout = setTimeout(count, 0);
    await (await referenceGaussian(rows(400, 300, 1))).distanceTo(rows(350, 300, 2));
    clearInterval(timer);
    clearTimeout(timeout);
    expect(turns).toBeGreaterThan(2);
  });
});
