import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrialExit, TrialJob } from '@ganx/core/plugin';
import { describe, expect, onTestFinished, test } from 'vitest';
import { local } from './local.js';
import { bytesOf, inGigabytes, memoryOf } from './process-memory.js';

const megabyte = 2 ** 20;
const elsewhere = process.platform === 'win32';

/** A program that holds so many megabytes until it is ended, or a minute if nobody does. */
const holding = (megabytes: number): string =>
  `const held = Buffer.alloc(${megabytes * megabyte}, 1); setTimeout(() => process.exit(held[0]), 60_000)`;

function jobOf(program: string): TrialJob {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-local-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const command = [process.execPath, '-e', program, folder] as const;
  return { name: 'sweep/0', folder, log: join(folder, 'log.txt'), command, threads: 1 };
}

describe.skipIf(elsewhere)('a trial that holds more memory than it may', () => {
  const ended: TrialExit = {
    code: null,
    signal: 'SIGKILL',
    reason: expect.stringMatching(
      /^it held 0\.[2-4]\d* GB of memory and may hold 0\.2 GB; run fewer trials at once \(--parallel\), or give launcher: \{ type: local, memory: \.\.\. \}$/,
    ),
  };

  test.each([
    ['by the share of the machine', {}, 204 * megabyte],
    ['by its option, whatever the share', { memory: '204M' }, 2 ** 40],
  ])('%s, is ended, and says why', async (_, options, memory) => {
    const trial = await local.create(options).start({ ...jobOf(holding(350)), memory });
    expect(await trial.exited).toEqual(ended);
  });

  test('is ended by the driver that found it, too', async () => {
    const job = jobOf(holding(350));
    await local.create({}).start(job);
    const found = await local.create({ memory: '204M' }).find(job);
    // How somebody else's child ended is not known, but why is.
    expect(await found!.exited).toEqual({ ...ended, signal: null });
  });
});

test.skipIf(elsewhere)('a trial is found by a driver that reaches its folder by another path', async () => {
  const job = jobOf(holding(1));
  const link = `${job.folder}-link`;
  symlinkSync(job.folder, link);
  onTestFinished(() => rmSync(link));
  const folder = join(job.folder, '0000');
  mkdirSync(folder);
  const [program, ...args] = job.command;
  const trial = await local.create({}).start({ ...job, command: [program, ...args.slice(0, -1), folder] });
  const found = await local.create({}).find({ ...job, folder: join(link, '0000') });
  expect(found?.id).toBe(trial.id);
  expect(await local.create({}).find({ ...job, folder: join(link, '0001') })).toBeUndefined();
  trial.kill();
  expect(await found!.exited).toEqual({ code: null, signal: null });
});

test('a trial that stays below is left alone', async () => {
  const program = `const held = Buffer.alloc(${50 * megabyte}, 1); setTimeout(() => process.exit(held[0]), 2500)`;
  const trial = await local.create({ memory: '1G' }).start(jobOf(program));
  expect(await trial.exited).toEqual({ code: 1, signal: null });
});

test('memory is written in megabytes or gigabytes', () => {
  expect([bytesOf('512M'), bytesOf('4G')]).toEqual([512 * megabyte, 4096 * megabyte]);
  expect([inGigabytes(bytesOf('512M')), inGigabytes(5.123 * 2 ** 30)]).toEqual(['0.5 GB', '5.1 GB']);
});

test.skipIf(elsewhere)(
  'memory of a process is what it holds for itself; of one that has ended, unknown',
  () => {
    const before = memoryOf(process.pid)!;
    const held = Buffer.alloc(200 * megabyte, 1);
    expect((memoryOf(process.pid)! - before) / held.length).toBeCloseTo(1, 0);
    expect(memoryOf(spawnSync(process.execPath, ['-e', '']).pid)).toBeUndefined();
  },
);
