import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRun, listRuns } from './find-run.js';
import { createRunFolder } from './folder.js';
import { orderAfter, orderOf, stampOf } from './run-order.js';

let runs = '';
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'ganx-order-'));
});
afterEach(() => rmSync(runs, { recursive: true, force: true }));

/** A run of which nothing but its manifest matters. */
function run(name: string, manifest?: object | string): string {
  const folder = join(runs, 'ring', name);
  for (const part of ['checkpoints', 'source']) mkdirSync(join(folder, part), { recursive: true });
  if (manifest !== undefined)
    writeFileSync(
      join(folder, 'manifest.json'),
      typeof manifest === 'string' ? manifest : JSON.stringify(manifest),
    );
  return folder;
}

const order = () => listRuns(runs).map(({ folder }) => folder.slice(-6));

describe('the order of runs', () => {
  it('is that of the instants in their manifests, whatever their names say', () => {
    // As earlier versions named them: in Tokyo, then in Los Angeles.
    run('20261201-063916-aaaaaa', { startedAt: '2026-11-30T21:39:16.000Z' });
    run('20261130-133919-bbbbbb', { startedAt: '2026-11-30T21:39:19.000Z' });
    expect(order()).toEqual(['aaaaaa', 'bbbbbb']);
    expect(findRun('latest', runs).run).toBe('ring/20261130-133919-bbbbbb');
  });

  it('puts a run that began when the clock had been set back after the others', () => {
    run('20261130-210000-aaaaaa', { startedAt: '2026-11-30T21:00:00.000Z' });
    const began = listRuns(runs).map(({ folder }) => orderOf(folder));
    const later = orderAfter(began, Date.parse('2026-11-30T20:00:00.000Z'));
    run('20261130-200000-bbbbbb', {
      startedAt: '2026-11-30T20:00:00.000Z',
      order: new Date(later!).toISOString(),
    });
    expect(order()).toEqual(['aaaaaa', 'bbbbbb']);
  });

  it('needs no word where the clock tells it', () => expect(orderAfter([1, 2], 3)).toBeUndefined());

  it.each<[string, object | string | undefined]>([
    ['no manifest', undefined],
    ['a damaged one', '{"startedAt": "2026-'],
    ['one that says no time', { startedAt: 'yesterday', order: 7 }],
    ['one that is no object', 'null'],
  ])('is that of the name, in UTC, with %s', (_what, manifest) => {
    expect(orderOf(run('20261130-210000-aaaaaa', manifest))).toBe(Date.UTC(2026, 10, 30, 21));
  });

  it('of one instant is that of the names', () => {
    const startedAt = '2026-11-30T21:00:00.000Z';
    run('20261130-210000-bbbbbb', { startedAt });
    run('20261130-210000-aaaaaa', { startedAt });
    expect(order()).toEqual(['aaaaaa', 'bbbbbb']);
  });
});

describe('the name of a new folder', () => {
  it('is the time in UTC, wherever it is made', () => {
    const instant = new Date('2026-11-26T23:05:07.999Z');
    expect(stampOf(instant)).toBe('20261126-230507');
    expect(createRunFolder(runs, 'ring', instant).run).toMatch(/^ring\/20261126-230507-[0-9a-f]{6}$/);
  });
});
