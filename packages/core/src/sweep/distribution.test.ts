import { describe, expect, it, test } from 'vitest';
import { betaCdf, betaQuantile } from './beta.js';
import { distributions, type Shape } from './distribution.js';
import { normalCdf, normalQuantile } from './normal.js';

const at = (name: string, u: number, shape: Shape): number =>
  distributions[name]!.quantile(u, { ...distributions[name]!.takes, ...shape } as Required<Shape>);
const units = [0, 1e-12, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1 - 2 ** -53];

describe('the value at a share of the distribution', () => {
  // By scipy 1.x: norm.ppf, lognorm.ppf, beta.ppf; the others by their formula.
  it.each([
    ['uniform', { min: 2, max: 4 }, 0.25, 2.5],
    ['log_uniform', { min: Math.log(1e-4), max: Math.log(1e-2) }, 0.5, 1e-3],
    ['log_uniform_values', { min: 1e-4, max: 1e-2 }, 0.5, 1e-3],
    ['inv_log_uniform', { min: 0, max: Math.log(100) }, 0.5, 0.1],
    ['inv_log_uniform', { min: 0, max: Math.log(100) }, 0, 0.01],
    ['inv_log_uniform_values', { min: 0.01, max: 1 }, 0.5, 0.1],
    ['normal', { mu: 1, sigma: 2 }, 0.975, 4.919927969080108],
    ['log_normal', { mu: 0, sigma: 1 }, 0.5, 1],
    ['log_normal', { mu: 1, sigma: 0.5 }, 0.9, 5.159170355622591],
    ['beta', { a: 2, b: 5 }, 0.5, 0.26444998329566005],
    ['beta', { a: 0.5, b: 0.5 }, 0.25, 0.14644660940672624],
    ['int_uniform', { min: 1, max: 3 }, 0.34, 2],
    ['q_uniform', { min: 0, max: 1, q: 0.1 }, 0.32, 0.3],
    ['q_normal', { mu: 0, sigma: 10, q: 5 }, 0.9, 15],
    ['q_log_uniform_values', { min: 8, max: 512, q: 8 }, 0.5, 64],
    ['q_beta', { a: 1, b: 1, q: 0.25 }, 0.6, 0.5],
  ] as const)('%s %j at %d', (name, shape, u, value) => {
    expect(at(name, u, shape)).toBeCloseTo(value, 12);
  });
});

test('no value leaves the bounds, and none comes back down', () => {
  const shape = { min: 0.3, max: 17.2, q: 0.7 };
  for (const name of [
    'uniform',
    'log_uniform_values',
    'inv_log_uniform_values',
    'q_uniform',
    'q_log_uniform_values',
  ]) {
    const values = units.map((u) => at(name, u, shape));
    for (const value of values)
      expect(value >= shape.min && value <= shape.max, `${name} ${value}`).toBe(true);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    if (name.startsWith('q_'))
      for (const value of values) expect(value / shape.q).toBeCloseTo(Math.round(value / shape.q), 9);
  }
});

test('unbounded distributions stay finite at both ends of the interval', () => {
  for (const name of ['normal', 'q_normal', 'log_normal', 'q_log_normal'])
    for (const u of units) expect(Number.isFinite(at(name, u, {})), `${name} at ${u}`).toBe(true);
});

test('the normal quantile inverts the normal distribution in the middle and in both tails', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
  expect(normalCdf(-10) / 7.61985302416052e-24).toBeCloseTo(1, 12);
  expect(normalCdf(1)).toBeCloseTo(0.8413447460685429, 15);
  for (const x of [-20, -8, -3.01, -2.99, -1, 0, 0.5, 2.99, 3.01, 5])
    expect(normalQuantile(normalCdf(x))).toBeCloseTo(x, 9);
});

test('the beta quantile inverts the beta distribution, where its density is infinite too', () => {
  expect(betaCdf(0.3, 2, 5)).toBeCloseTo(0.579825, 12);
  for (const [a, b] of [
    [0.2, 0.3],
    [1, 1],
    [30, 2],
  ] as const)
    for (const p of [0.001, 0.3, 0.5, 0.999]) expect(betaCdf(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 9);
});
