import { expect, test } from 'vitest';
import { changeOfData, refuseOtherKind } from './unchanged.js';

const recorded = { type: 'idx', fingerprint: 'aaaa', shape: [8, 8, 1], classes: 3 };

test('data are those of a run while their fingerprint is, and a change tells both', () => {
  expect(changeOfData(recorded, { fingerprint: 'aaaa' }, 'ring-1')).toBeUndefined();
  expect(changeOfData(recorded, { fingerprint: 'bbbb' }, 'ring-1')).toBe(
    'The data are not those that ring-1 was trained on: the dataset "idx" had the fingerprint aaaa then and has bbbb now.',
  );
});

test('data of another shape or number of classes are refused before a network meets them', () => {
  const info = { shape: [8, 8, 1], dtype: 'uint8', size: 9, classes: 3 } as const;
  expect(() => refuseOtherKind(recorded, info, 'ring-1')).not.toThrow();
  expect(() => refuseOtherKind(recorded, { ...info, shape: [16, 16, 1] }, 'ring-1')).toThrow(
    /gave examples \[8, 8, 1\] of 3 classes then and gives examples \[16, 16, 1\] of 3 classes now/,
  );
  expect(() => refuseOtherKind(recorded, { ...info, classes: 4 }, 'ring-1')).toThrow(/of 4 classes now/);
});
