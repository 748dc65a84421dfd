import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { RunLock } from './lock.js';
import { type RunResult, writeResult } from './result.js';
import { readRunState } from './run-state.js';

const result = (folder: string): RunResult => ({
  run: 'a/b',
  folder,
  status: 'finished',
  verdict: { type: 'budget', reason: 'enough', iteration: 4 },
  counters: { iteration: 4, discriminatorSteps: 4, generatorSteps: 4, images: 16 },
  best: null,
  metrics: [{ name: 'fid', value: Number.NaN, goal: 'minimize', provenance: { samples: 10 } }],
  rollBacks: [],
  seconds: 1,
  exitCode: 0,
  sessions: [],
});

test('a run is running, crashed or finished by what its folder holds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  expect(readRunState(folder)).toEqual({ status: 'crashed' });
  const lock = await RunLock.acquire(folder);
  expect(readRunState(folder)).toMatchObject({ status: 'running', holder: { pid: process.pid } });
  writeResult(result(folder));
  lock.release();
  // A value that is not finite comes back as it was.
  expect(readRunState(folder)).toEqual({ status: 'finished', result: result(folder) });
});
