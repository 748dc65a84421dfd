import { expect, test } from 'vitest';
import { changesOfEnvironment, recordEnvironment } from './environment-record.js';

const variable = (name: string, value: string | undefined, ...paths: string[]) => ({ name, value, paths });

test('a record tells another value from the same one, and holds neither', () => {
  const before = [
    variable('TOKEN', 'sw0rdfish', 'callbacks.0.token'),
    variable('OWNER', undefined, 'description'),
  ];
  const record = recordEnvironment(before)!;
  expect(JSON.stringify(record)).not.toContain('sw0rdfish');
  expect(record.variables[1]!.digest).toBeNull();
  expect(changesOfEnvironment(record, before)).toEqual([]);
  expect(
    changesOfEnvironment(record, [
      variable('TOKEN', 'other', 'callbacks.0.token'),
      variable('OWNER', 'me', 'description'),
      variable('NEW', 'x', 'loss.text'),
    ]),
  ).toEqual([
    {
      what: 'environment variable TOKEN (callbacks.0.token)',
      before: 'as the run began',
      after: 'another value',
      changesBits: true,
    },
    {
      what: 'environment variable OWNER (description)',
      before: 'not set',
      after: 'another value',
      changesBits: false,
    },
  ]);
});

test('two records of one value differ, and where no variable is taken there is none', () => {
  const digests = [1, 2].map(() => recordEnvironment([variable('A', 'x', 'y')])!.variables[0]!.digest);
  expect(digests[0]).not.toBe(digests[1]);
  expect(recordEnvironment([])).toBeUndefined();
});
