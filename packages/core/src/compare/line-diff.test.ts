import { expect, test } from 'vitest';
import { diffLines, diffSpecs } from './line-diff.js';

const before =
  'name: a\ndata:\n  type: ring\n  modes: 8\nbalance:\n  type: constant\n  discriminatorSteps: 1\nseed: 1\n';
const after = before.replace('Steps: 1', 'Steps: 5').replace('type: ring\n', 'type: grid\n  side: 5\n');

test('applying the signs to one text gives the other', () => {
  const lines = diffLines(before, after);
  const without = (sign: string) =>
    lines
      .filter((line) => line.sign !== sign)
      .map(({ text }) => `${text}\n`)
      .join('');
  expect(without('+')).toBe(before);
  expect(without('-')).toBe(after);
  expect(lines.filter(({ sign }) => sign !== ' ')).toHaveLength(5);
});

test('changes are told with what stands around them, and below which keys', () => {
  expect(diffSpecs(before, after, 0)).toEqual([
    {
      place: 'data',
      lines: [
        { sign: '-', text: '  type: ring' },
        { sign: '+', text: '  type: grid' },
        { sign: '+', text: '  side: 5' },
      ],
    },
    {
      place: 'balance',
      lines: [
        { sign: '-', text: '  discriminatorSteps: 1' },
        { sign: '+', text: '  discriminatorSteps: 5' },
      ],
    },
  ]);
});

test('equal specs have no differences', () => {
  expect(diffSpecs(before, before)).toEqual([]);
});
