import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { reserveEnding, useReserve } from './ending-reserve.js';
import { RunLock } from './lock.js';
import { thisProcess } from './process-identity.js';
import { type RunResult, writeResult } from './result.js';
import { endingOf, readRunState } from './run-state.js';

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

test('what ended a run that did not finish is told by what its process left', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const ending = () => endingOf(folder, readRunState(folder));
  expect(ending()).toBe('no result could be written');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const left = join(folder, 'lock-0123abcd.json');
  const lockOf = (holder: object) =>
    writeFileSync(
      left,
      JSON.stringify({ format: 'ganx-lock/1', ...thisProcess(), pid, token: '0123abcd', ...holder }),
    );
  lockOf({});
  expect(ending()).toBe(`process ${pid} was killed`);
  const longAgo = () => utimesSync(left, 1000, 1000);
  lockOf({ machine: 'an earlier boot' });
  longAgo();
  expect(ending()).toBe(`process ${pid} ended before this machine was restarted`);
  lockOf({ machine: 'another', host: 'gpu-7' });
  longAgo();
  expect(ending()).toBe(`process ${pid} ended on gpu-7`);
  rmSync(left);
  const error = { code: 'GANX_RUN_DISK_FULL', message: 'The disk is full.' };
  writeResult({ ...result(folder), status: 'failed', error });
  expect(ending()).toBe('GANX_RUN_DISK_FULL');
  writeResult(result(folder));
  expect(ending()).toBeUndefined();
});

test('a result that nothing can be written for takes the place that was kept for it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  reserveEnding(folder);
  const text = '{"status":"failed"}';
  expect(useReserve(folder, 'x'.repeat(1 << 20), join(folder, 'result.json'))).toBe(false);
  expect(useReserve(folder, text, join(folder, 'result.json'))).toBe(true);
  expect(readFileSync(join(folder, 'result.json'), 'utf8')).toBe(text);
  expect(readdirSync(folder)).toEqual(['result.json']);
  expect(useReserve(folder, text, join(folder, 'result.json'))).toBe(false);
});
