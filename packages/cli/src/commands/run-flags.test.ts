import { expect, test } from 'vitest';
import { parseNumber, parsePair } from './run-flags.js';

const grid = (text: string | undefined) => parsePair('grid', text, /^(\d+)x(\d+)$/i, 'ROWSxCOLUMNS, as 4x8');

test('a pair is two whole numbers, or a refusal that says the form and what was seen', () => {
  expect([grid('4x8'), grid(undefined)]).toEqual([[4, 8], undefined]);
  for (const text of ['4', 'x', '4x', '4x8x2', '', '-1x2'])
    expect(() => grid(text), text).toThrow(`--grid takes ROWSxCOLUMNS, as 4x8; seen was "${text}".`);
});

test('a number below the least, or none at all, is refused', () => {
  expect([parseNumber('t', '0.1', 0.1), parseNumber('t', undefined, 0.1)]).toEqual([0.1, undefined]);
  for (const text of ['0', '-1', 'many', '', 'NaN'])
    expect(() => parseNumber('t', text, 0.1), text).toThrow(/--t takes a number of at least 0.1; seen was/);
});
