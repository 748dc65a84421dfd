import { RandomStreams } from '@ganx/core/engine';
import { Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { frechet, type GaussianStatistics, gaussianStatistics, squareRoot } from './gaussian-statistics.js';

const gaussian = (mean: number[], covariance: Matrix): GaussianStatistics => ({
  mean: Float64Array.from(mean),
  covariance,
  count: 100,
});
const distance = (a: GaussianStatistics, b: GaussianStatistics): number =>
  frechet(a, squareRoot(a.covariance), b);

/** A random covariance of the given rank. */
function randomCovariance(size: number, rank: number, name: string): Matrix {
  const values = new Float32Array(size * rank);
  new RandomStreams(1).stream(name).normal(values);
  const factor = Matrix.from1DArray(size, rank, [...values]);
  return factor.mmul(factor.transpose());
}

describe('gaussianStatistics', () => {
  test('gives the mean and the unbiased covariance', async () => {
    const { mean, covariance, count } = await gaussianStatistics({
      values: Float32Array.of(1, 10, 2, 10, 3, 16),
      columns: 2,
    });
    expect([...mean]).toEqual([2, 12]);
    expect(covariance.to2DArray()).toEqual([
      [1, 3],
      [3, 12],
    ]);
    expect(count).toBe(3);
  });

  test('is exact for small differences on a large offset', async () => {
    const { covariance } = await gaussianStatistics({
      values: Float32Array.of(1e6, 1e6 + 1, 1e6 + 2),
      columns: 1,
    });
    expect(covariance.get(0, 0)).toBeCloseTo(1, 9);
  });

  test('one row has no spread', async () => {
    const { covariance } = await gaussianStatistics({ values: Float32Array.of(3, 4), columns: 2 });
    expect(covariance.to2DArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});

describe('squareRoot', () => {
  test.each([
    [6, 6],
    [6, 2],
    [6, 0],
  ])('squared gives back a matrix of size %i and rank %i', (size, rank) => {
    const matrix = rank === 0 ? Matrix.zeros(size, size) : randomCovariance(size, rank, 'root');
    const root = squareRoot(matrix);
    expect(Matrix.sub(root.mmul(root), matrix).norm()).toBeLessThan(1e-12 * Math.max(1, matrix.norm()));
  });
});

describe('frechet', () => {
  test('equal Gaussians are at distance 0, of whatever rank', () => {
    for (const rank of [1, 3, 8]) {
      const a = gaussian([1, 2, 3, 4, 5, 6, 7, 8], randomCovariance(8, rank, 'same'));
      expect(distance(a, a)).toBeLessThan(1e-6 * a.covariance.trace());
    }
  });

  test('a shift alone gives the squared length of the shift', () => {
    const covariance = randomCovariance(3, 3, 'shift');
    expect(distance(gaussian([0, 0, 0], covariance), gaussian([1, 2, -2], covariance))).toBeCloseTo(9, 9);
  });

  test('diagonal covariances give the sum of squared differences of deviations', () => {
    const a = gaussian([0, 0, 0], Matrix.diag([1, 4, 0]));
    const b = gaussian([1, 0, 0], Matrix.diag([9, 4, 25]));
    expect(distance(a, b)).toBeCloseTo(1 + (1 - 3) ** 2 + 0 + (0 - 5) ** 2, 12);
  });

  test('two full covariances in the plane match the closed form', () => {
    // For 2 x 2 matrices tr(sqrt(A B)) = sqrt(tr(A B) + 2 sqrt(det A det B)).
    const [a, b] = [randomCovariance(2, 2, 'a'), randomCovariance(2, 2, 'b')];
    const det = (m: Matrix): number => m.get(0, 0) * m.get(1, 1) - m.get(0, 1) * m.get(1, 0);
    const root = Math.sqrt(a.mmul(b).trace() + 2 * Math.sqrt(det(a) * det(b)));
    expect(distance(gaussian([0, 0], a), gaussian([0, 0], b))).toBeCloseTo(
      a.trace() + b.trace() - 2 * root,
      9,
    );
  });

  test('does not depend on the order, nor on a common rotation', () => {
    const [a, b] = [
      gaussian([1, 0, 2], randomCovariance(3, 3, 'c')),
      gaussian([0, 1, 0], randomCovariance(3, 2, 'd')),
    ];
    expect(distance(b, a)).toBeCloseTo(distance(a, b), 6);
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const rotation = new Matrix([
      [c, -s, 0],
      [s, c, 0],
      [0, 0, 1],
    ]);
    const turned = ({ mean, covariance }: GaussianStatistics): GaussianStatistics =>
      gaussian(
        rotation.mmul(Matrix.columnVector([...mean])).to1DArray(),
        rotation.mmul(covariance).mmul(rotation.transpose()),
      );
    expect(distance(turned(a), turned(b))).toBeCloseTo(distance(a, b), 6);
  });

  test('two collapsed sets, all samples equal, are the squared distance apart', () => {
    const zero = Matrix.zeros(2, 2);
    expect(distance(gaussian([0, 0], zero), gaussian([3, 4], zero))).toBe(25);
  });
});
