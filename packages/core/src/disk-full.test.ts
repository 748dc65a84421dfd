import { expect, it } from 'vitest';
import { isDiskFull } from './disk-full.js';
import { RunIoError } from './errors.js';

it('a full disk and a full quota are told from other failures, however deep they lie', () => {
  const withCode = (code: string) => Object.assign(new Error(code), { code });
  expect(isDiskFull(withCode('ENOSPC'))).toBe(true);
  expect(isDiskFull(new Error('a plugin failed', { cause: withCode('EDQUOT') }))).toBe(true);
  expect(isDiskFull(new RunIoError('GANX_RUN_DISK_FULL', 'full'))).toBe(true);
  expect(isDiskFull(withCode('EACCES'))).toBe(false);
  expect(isDiskFull('ENOSPC')).toBe(false);
});
