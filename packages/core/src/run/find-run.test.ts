import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRun, listRuns } from './find-run.js';

let runs = '';
const names = [
  'digits/20260101-000000-aaaaaa',
  'digits/20260102-000000-abbbbb',
  'ring/20260103-000000-cccccc',
  'ring-k2/20251230-000000-dddddd',
  'ring-k2/20251231-000000-eeeeee',
];
beforeAll(() => {
  runs = mkdtempSync(join(tmpdir(), 'ganx-runs-'));
  for (const name of [...names, 'ring/not-a-run']) {
    mkdirSync(join(runs, name, 'checkpoints'), { recursive: true });
    mkdirSync(join(runs, name, 'source'));
  }
});
afterAll(() => rmSync(runs, { recursive: true, force: true }));

describe('a run is found', () => {
  it.each([
    ['ring', names[2]],
    ['ring/', names[2]],
    ['ring/2026', names[2]],
    ['20260102', names[1]],
    ['abb', names[1]],
    ['aaaaaa', names[0]],
    ['digits/20260101-000000-aaaaaa', names[0]],
    ['latest', names[2]],
  ])('by %s', (reference, run) => {
    expect(findRun(reference, runs)).toEqual({ run, folder: join(runs, run!), checkpoint: 'last' });
  });

  it('by its folder', () => {
    expect(findRun(join(runs, names[0]!), 'elsewhere').run).toBe(names[0]);
  });

  it.each([
    ['ring@40', 40],
    ['ring@best', 'best'],
    ['ring@last', 'last'],
  ])('with the checkpoint that %s names', (reference, checkpoint) => {
    expect(findRun(reference, runs).checkpoint).toBe(checkpoint);
  });
});

describe('a reference is refused', () => {
  it('that fits several runs, with their names', () => {
    expect(() => findRun('digits', runs)).toThrow(
      expect.objectContaining({
        code: 'GANX_RUN_AMBIGUOUS',
        message: `"digits" may mean 2 runs: ${names[0]}, ${names[1]}. Write more of the name, or \`latest\` for the newest of all.`,
      }),
    );
  });

  it('that begins the names of several experiments and is none of them', () => {
    expect(() => findRun('rin', runs)).toThrow(/^"rin" may mean 3 runs: ring-k2/);
  });

  it('that fits none', () => {
    expect(() => findRun('mnist', runs)).toThrow(
      expect.objectContaining({
        code: 'GANX_RUN_MISSING',
        message: `There is no run "mnist", neither as a folder nor in ${runs}, which has 5 (the newest is ${names[2]}). \`--runs-dir\` names another folder of runs.`,
      }),
    );
  });
});

it('runs are listed from the oldest to the newest', () => {
  const began = (run: string) => run.slice(run.indexOf('/'));
  expect(listRuns(runs).map(({ run }) => began(run))).toEqual(names.map(began).sort());
});
