import { RuntimeFailure } from '@ganx/core';
import { holderOf } from '@ganx/core/run';

const betweenLooks = 100;

/** The process that drives a sweep now. */
export const driverOf = (folder: string): number | undefined => holderOf(folder)?.pid;

/** One process at a time drives a sweep. The lock decides, later; this says it better. */
export function refuseDriven(folder: string): void {
  const pid = driverOf(folder);
  if (pid === undefined) return;
  const message = `Process ${pid} drives ${folder} already. \`ganx sweep status\` shows how far it is; \`ganx sweep stop\` lets its trials save and ends it.`;
  throw new RuntimeFailure('GANX_SWEEP_DRIVEN', message, { place: { path: folder } });
}

/** Asks the driver to stop and waits until it has. */
export async function stopDriver(folder: string, pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (cause) {
    const message = `Process ${pid}, which drives ${folder}, cannot be signalled from here. Stop it where it runs.`;
    throw new RuntimeFailure('GANX_SWEEP_STOP', message, { place: { path: folder }, cause });
  }
  while (driverOf(folder) === pid) await new Promise((resolve) => setTimeout(resolve, betweenLooks));
}
