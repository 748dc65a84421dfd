import { describe, expect, test } from 'vitest';
import { drawLatents, interpolate } from './choose-latents.js';

const normal = { type: 'normal', size: 5 } as const;

describe('the latents of a seed', () => {
  test('begin alike however many are drawn, with truncation and without', () => {
    for (const truncation of [undefined, 0.5]) {
      const few = drawLatents({ latent: normal, count: 3, seed: 7, truncation });
      const many = drawLatents({ latent: normal, count: 40, seed: 7, truncation });
      expect(many.slice(0, few.length)).toEqual(few);
    }
  });

  test('differ from those of another seed', () => {
    expect(drawLatents({ latent: normal, count: 1, seed: 1 })).not.toEqual(
      drawLatents({ latent: normal, count: 1, seed: 2 }),
    );
  });

  test('stay within the truncation, and those that were within it are what they were', () => {
    const free = drawLatents({ latent: normal, count: 200, seed: 3 });
    const held = drawLatents({ latent: normal, count: 200, seed: 3, truncation: 1 });
    expect(Math.max(...free.map(Math.abs))).toBeGreaterThan(1);
    expect(Math.max(...held.map(Math.abs))).toBeLessThanOrEqual(1);
    for (const [i, value] of free.entries()) if (Math.abs(value) <= 1) expect(held[i]).toBe(value);
  });

  test('of a uniform kind lie in [-1, 1)', () => {
    const values = drawLatents({ latent: { type: 'uniform', size: 4 }, count: 100, seed: 1 });
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...values)).toBeLessThan(1);
  });
});

describe('the way between two latents', () => {
  const [a, b] = [Float32Array.of(3, 0), Float32Array.of(0, 4)];

  test('begins at the first and ends at the second', () => {
    for (const path of ['linear', 'spherical'] as const) {
      const way = interpolate(a, b, 5, path);
      expect(way.slice(0, 2)).toEqual(a);
      expect(Math.abs(way[8]!)).toBeLessThan(1e-6);
      expect(way[9]).toBeCloseTo(4);
    }
  });

  test('goes straight, or along the arc', () => {
    expect([...interpolate(a, b, 3, 'linear').slice(2, 4)]).toEqual([1.5, 2]);
    const [x, y] = interpolate(a, b, 3, 'spherical').slice(2, 4);
    expect(x).toBeCloseTo(3 / Math.SQRT2);
    expect(y).toBeCloseTo(4 / Math.SQRT2);
  });

  test('is straight where there is no arc', () => {
    expect([...interpolate(a, Float32Array.of(-3, 0), 3, 'spherical').slice(2, 4)]).toEqual([0, 0]);
  });
});
