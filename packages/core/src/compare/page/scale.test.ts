import { describe, expect, it } from 'vitest';
import { linearScale, logScale } from './scale.js';

const texts = ({ marks }: ReturnType<typeof linearScale>) => marks.map(({ text }) => text);

describe('a linear scale', () => {
  it('maps the ends onto the pixels and marks round values', () => {
    const scale = linearScale(0, 1, 100, 0, 5);
    expect([scale.pixel(0), scale.pixel(0.5), scale.pixel(1)]).toEqual([100, 50, 0]);
    expect(texts(scale)).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1']);
  });

  it('of one value has it in the middle', () => {
    expect(linearScale(3, 3, 0, 10, 5).pixel(3)).toBeCloseTo(5);
    expect(linearScale(0, 0, 0, 10, 5).pixel(0)).toBeCloseTo(5);
  });

  it('of a constant with rounding errors is that of the constant', () => {
    for (const scale of [linearScale, logScale]) {
      expect(scale(2.0794415416798357, 2.079441541679836, 0, 10, 5).marks.length).toBeLessThan(12);
    }
  });

  it('writes large values short', () => {
    expect(texts(linearScale(0, 40_000, 0, 1, 4))).toEqual(['0', '10k', '20k', '30k', '40k']);
  });
});

describe('a logarithmic scale', () => {
  it('gives each power of ten the same room', () => {
    const scale = logScale(0.01, 100, 0, 400, 5);
    expect([0.01, 0.1, 1, 10, 100].map((value) => Math.round(scale.pixel(value)))).toEqual([
      0, 100, 200, 300, 400,
    ]);
    expect(texts(scale)).toEqual(['0.01', '0.1', '1', '10', '100']);
  });

  it('has marks between powers where there is only one', () => {
    expect(texts(logScale(1.2, 4, 0, 400, 5))).toEqual(['1.5', '2', '3', '4']);
  });
});
