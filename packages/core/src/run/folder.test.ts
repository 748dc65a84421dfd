import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listRuns } from './find-run.js';
import { createRunFolder, placeRunFolder } from './folder.js';
import { RunLock } from './lock.js';
import { thisProcess } from './process-identity.js';

let runs = '';
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'ganx-folder-'));
});
afterEach(() => rmSync(runs, { recursive: true, force: true }));

const names = () => readdirSync(join(runs, 'ring')).sort();

describe('the folder of a new run', () => {
  it('is no run until it is placed, with its lock in it', async () => {
    const begun = createRunFolder(runs, 'ring', new Date(Date.UTC(2026, 10, 26, 9, 5, 7)));
    expect(begun.run).toMatch(/^ring\/20261126-090507-[0-9a-f]{6}$/);
    expect(begun.folder).toBe(join(runs, begun.run));
    const lock = await RunLock.acquire(begun.aside);
    expect(listRuns(runs)).toEqual([]);
    placeRunFolder(begun, lock);
    expect(listRuns(runs)).toEqual([{ run: begun.run, folder: begun.folder }]);
    lock.check();
    expect(names()).toEqual([begun.run.slice('ring/'.length)]);
    // Whoever fails later need not know whether it has its place.
    placeRunFolder(begun, lock);
    lock.release();
    expect(readdirSync(begun.folder).sort()).toEqual(['checkpoints', 'source']);
  });

  it('is removed by the next one if its process was killed, and left alone if it lives or may yet lock it', async () => {
    const [killed, living, unlocked, forgotten, foreign] = Array.from({ length: 5 }, () =>
      createRunFolder(runs, 'ring'),
    );
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const lock = { format: 'ganx-lock/1', ...thisProcess(), pid, token: '0badc0de' };
    writeFileSync(join(killed!.aside, 'lock-0badc0de.json'), JSON.stringify(lock));
    const elsewhere = JSON.stringify({ ...lock, machine: 'another' });
    writeFileSync(join(foreign!.aside, 'lock-0badc0de.json'), elsewhere);
    const yesterday = new Date(Date.now() - 90_000_000);
    utimesSync(forgotten!.aside, yesterday, yesterday);
    const held = await RunLock.acquire(living!.aside);
    const next = createRunFolder(runs, 'ring');
    held.release();
    expect(names()).toEqual(
      [living, unlocked, foreign, next]
        .map((begun) => `.beginning-${begun!.run.slice('ring/'.length)}`)
        .sort(),
    );
  });
});
