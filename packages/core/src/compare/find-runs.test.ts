import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findRuns } from './find-runs.js';
import { makeRun, runsFolder } from './testing/run-folder.fixture.js';

test('runs are found by reference, by the name of their experiment, all, or below a sweep, each once', () => {
  const runsDirectory = runsFolder();
  const [a, b] = [makeRun(runsDirectory, { name: 'ring' }), makeRun(runsDirectory, { name: 'ring' })];
  const c = makeRun(runsDirectory, { name: 'grid' });
  const found = (...references: string[]) => findRuns({ references, runsDirectory }).map(({ run }) => run);
  expect(found()).toEqual([a.run, b.run, c.run].sort((x, y) => (x.slice(-6) < y.slice(-6) ? -1 : 1)));
  expect(found('ring')).toEqual([a.run, b.run]);
  expect(found(c.folder, 'grid', b.run)).toEqual([c.run, b.run]);
  expect(found(join(runsDirectory, 'grid'))).toEqual([c.run]);
  expect(found(runsDirectory)).toEqual(found());
  const sweep = runsFolder();
  const trials = ['trials/0/runs', 'trials/1/runs'].map((trial) => makeRun(join(sweep, trial)).folder);
  expect(findRuns({ references: [], runsDirectory, sweep }).map(({ folder }) => folder)).toEqual(trials);
});

test('no runs at all is an error that says where was looked', () => {
  const runsDirectory = runsFolder();
  expect(() => findRuns({ references: [], runsDirectory })).toThrow(
    expect.objectContaining({ code: 'GANX_COMPARE_EMPTY', message: expect.stringContaining(runsDirectory) }),
  );
});
