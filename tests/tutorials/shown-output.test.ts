import { expect, test } from 'vitest';
import { patternOf } from './shown-output.js';

const matches = (shown: string, seen: string) => patternOf(shown.split('\n')).test(`${seen}\n`);

test('decimals and times may be others, whole numbers and words may not', () => {
  expect(matches('loss 0.25 after 3 steps (12ms)', 'loss 1.5e-3 after 3 steps (7.25ms)')).toBe(true);
  expect(matches('loss 0.25 after 3 steps', 'loss 0.25 after 4 steps')).toBe(false);
  expect(matches('25 passed, 0 failed', '25 passed, 1 failed')).toBe(false);
});

test('three dots stand for any lines, none among them, and an ellipsis for anything in a line', () => {
  expect(matches('first\n...\nlast', 'first\nlast')).toBe(true);
  expect(matches('first\n...\nlast', 'first\nand\nmore\nlast')).toBe(true);
  expect(matches('first\nlast', 'first\nmore\nlast')).toBe(false);
  expect(matches('in …/runs: ok', 'in /tmp/x/runs: ok')).toBe(true);
});

test('columns may be of another width', () => {
  expect(matches('trained   400 iterations', 'trained      400 iterations')).toBe(true);
});
