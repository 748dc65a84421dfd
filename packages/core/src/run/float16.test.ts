import { expect, test } from 'vitest';
import { fromFloat16, toFloat16 } from './float16.js';

const all = Uint16Array.from({ length: 0x10000 }, (_, i) => i);

test('every half-precision number survives the way there and back', () => {
  const back = toFloat16(fromFloat16(all));
  const lost = all.filter(
    (bits, i) => back[i] !== bits && !((bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0),
  );
  expect([...lost]).toEqual([]);
});

test('known numbers have their published bits', () => {
  const values = Float32Array.of(0, -0, 1, -2, 0.1, 65504, 2 ** -24, 2 ** -14, Infinity);
  expect([...toFloat16(values)]).toEqual([0, 0x8000, 0x3c00, 0xc000, 0x2e66, 0x7bff, 1, 0x0400, 0x7c00]);
});

test('rounds to the nearest, ties to even, and past the largest to infinity', () => {
  const ulp = 2 ** -10;
  const values = Float32Array.of(
    1 + ulp / 2,
    1 + 1.5 * ulp,
    1 + 0.75 * ulp,
    2 - ulp / 4,
    65519,
    65520,
    2 ** -25,
    2 ** -26,
  );
  expect([...fromFloat16(toFloat16(values))]).toEqual([1, 1 + 2 * ulp, 1 + ulp, 2, 65504, Infinity, 0, 0]);
  expect(fromFloat16(toFloat16(Float32Array.of(NaN)))[0]).toBeNaN();
});
