import { expect, test } from 'vitest';
import { PatientWrites } from './patient-writes.js';

const fullDisk = () => Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });

test('a write that nobody asked for says nothing of a full disk but that it is full, until one succeeds', () => {
  let failure: Error | undefined = fullDisk();
  let written = 0;
  const writes = new PatientWrites(() => {
    if (failure) throw failure;
    written++;
  });
  writes.now();
  expect(writes.full).toBe(false);
  writes.now('at once');
  expect(writes.full).toBe(true);
  expect(() => writes.insist()).toThrow('ENOSPC');
  expect(writes.full).toBe(true);
  failure = undefined;
  writes.now('at once');
  expect([writes.full, written]).toEqual([false, 1]);
});

test('any other failure is told at once', () => {
  const writes = new PatientWrites(() => {
    throw Object.assign(new Error('EIO'), { code: 'EIO' });
  });
  expect(() => writes.now('at once')).toThrow('EIO');
  expect(writes.full).toBe(false);
});
