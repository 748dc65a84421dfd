import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PatientWrites } from './patient-writes.js';

const fullDisk = () => Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

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

test('what was buffered is written when it is due although nothing follows, once, and not after the end', () => {
  let written = 0;
  const writes = new PatientWrites(() => written++, 3);
  writes.now();
  writes.now();
  vi.advanceTimersByTime(2999);
  expect(written).toBe(0);
  vi.advanceTimersByTime(60_000);
  expect(written).toBe(1);
  writes.now();
  expect(written).toBe(2);
  writes.now();
  writes.end();
  vi.advanceTimersByTime(60_000);
  expect(written).toBe(2);
});

test('a failure that nobody heard is told at the next call, but for that of a full disk', () => {
  let failure = Object.assign(new Error('EIO'), { code: 'EIO' });
  const writes = new PatientWrites(() => {
    throw failure;
  });
  writes.now();
  vi.advanceTimersByTime(5000);
  expect(() => writes.now()).toThrow('EIO');
  failure = fullDisk();
  writes.now();
  vi.advanceTimersByTime(5000);
  expect(writes.full).toBe(true);
  writes.now();
});
