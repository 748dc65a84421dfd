import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';

/** Waits for what other processes do; at most 90 seconds. */
export async function until(what: () => boolean): Promise<void> {
  for (let look = 0; look < 900 && !what(); look++) await new Promise((next) => setTimeout(next, 100));
  expect(what()).toBe(true);
}

/**
 * Slurm lets a job that was queued again wait for two minutes. Once it waits it is asked to start, soon: in the second in
 * which its first start was revoked, Slurm would refuse it for good.
 */
export async function startAgain(task: string): Promise<void> {
  const waits = () =>
    spawnSync('squeue', ['--noheader', `--jobs=${task}`, '--format=%T'], {
      encoding: 'utf8',
    }).stdout.trim() === 'PENDING';
  await until(waits);
  await until(() => spawnSync('scontrol', ['update', `jobid=${task}`, 'StartTime=now+2']).status === 0);
}
