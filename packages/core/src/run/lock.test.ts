import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holderOf, RunLock } from './lock.js';
import { thisProcess } from './process-identity.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ganx-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function leaveLock(of: Partial<ReturnType<typeof thisProcess>>, token = '0badc0de'): string {
  const path = join(folder, `lock-${token}.json`);
  writeFileSync(path, JSON.stringify({ format: 'ganx-lock/1', ...thisProcess(), ...of, token }));
  return path;
}
/** The number of a process that is no more. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('the lock of a run', () => {
  it('is refused to a second one, which is told who has it', async () => {
    const lock = await RunLock.acquire(folder);
    await expect(RunLock.acquire(folder)).rejects.toMatchObject({
      code: 'GANX_RUN_LOCKED',
      message: `Process ${process.pid} is training ${folder}. Wait until it has ended, or end it: it saves a checkpoint on SIGTERM.`,
    });
    expect(holderOf(folder)).toMatchObject({ pid: process.pid });
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    (await RunLock.acquire(folder)).release();
  });

  it('is never given to two that ask at once', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => RunLock.acquire(folder)));
    const given = asked.filter(({ status }) => status === 'fulfilled');
    expect(given.length).toBeLessThanOrEqual(1);
    expect(readdirSync(folder)).toHaveLength(given.length);
    for (const lock of given) (lock as PromiseFulfilledResult<RunLock>).value.release();
  });

  it('of a dead process is taken away', async () => {
    leaveLock({ pid: deadPid() });
    expect(holderOf(folder)).toBeUndefined();
    const lock = await RunLock.acquire(folder);
    expect(readdirSync(folder)).toHaveLength(1);
    lock.release();
  });

  it.runIf(process.platform === 'linux')(
    'of a dead process whose number was given to another is taken away',
    async () => {
      leaveLock({ pid: process.ppid, began: '1' });
      (await RunLock.acquire(folder)).release();
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('of another machine is respected while it is touched, whatever its clock says', async () => {
    const path = leaveLock({ machine: 'another', host: 'gpu-7', pid: 42 });
    let seconds = 1000;
    const beat = setInterval(() => utimesSync(path, seconds, seconds--), 5);
    await expect(RunLock.acquire(folder, 200)).rejects.toThrow('Process 42 on gpu-7 is training');
    clearInterval(beat);
    const lock = await RunLock.acquire(folder, 20);
    expect(readdirSync(folder)).toHaveLength(1);
    lock.release();
  });

  it('of another machine is not believed by its time alone if that is far off, in either direction', () => {
    const path = leaveLock({ machine: 'another', host: 'gpu-7', pid: 42 });
    const believed = [-3600, -60, 60, 3600, 3600 * 24 * 365].map((seconds) => {
      const at = Date.now() / 1000 + seconds;
      utimesSync(path, at, at);
      return holderOf(folder) !== undefined;
    });
    expect(believed).toEqual([false, true, true, false, false]);
  });

  it('whose folder was removed says so', async () => {
    const run = join(folder, 'run');
    mkdirSync(run);
    const lock = await RunLock.acquire(run);
    rmSync(run, { recursive: true });
    expect(() => lock.check()).toThrow(
      `${run} is gone: it was removed or moved while this process trained in it`,
    );
    lock.release();
  });

  it('that another process took away is noticed', async () => {
    const lock = await RunLock.acquire(folder);
    lock.check();
    rmSync(lock.path);
    expect(() => lock.check()).toThrow(expect.objectContaining({ code: 'GANX_RUN_LOCK_LOST' }));
    lock.release();
  });

  it('is a file that says whose it is', async () => {
    const lock = await RunLock.acquire(folder);
    expect(JSON.parse(readFileSync(lock.path, 'utf8'))).toMatchObject({
      format: 'ganx-lock/1',
      pid: process.pid,
      host: thisProcess().host,
    });
    lock.release();
  });
});
