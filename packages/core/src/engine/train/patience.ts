import { isDiskFull } from '../../disk-full.js';
import type { RunEvent } from '../../plugin/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import type { Interruption } from '../api.js';

/** What waiting for space needs to know. */
export interface Patience {
  readonly spec: ExperimentSpec;
  readonly interruption: Interruption;
  /** Tells a warning. */
  tell(event: RunEvent): void | Promise<void>;
}

const firstPauseMilliseconds = 100;
const longestPauseMilliseconds = 10_000;

/**
 * Does something that writes, again and again while the disk is full, for as long as `checkpoint.waitForSpaceMinutes`
 * says. Nothing trains meanwhile, so what is written afterwards is what would have been written at once. `write` must be
 * repeatable: what failed half-way is begun anew or gone on with.
 *
 * Errors     what `write` throws: at once where it is no full disk, where the spec asks for no waiting, and where the run is
 *            asked to end; else when time is up.
 */
export async function patiently<T>(
  { interruption, spec, tell }: Patience,
  write: () => T | Promise<T>,
): Promise<T> {
  const minutes = spec.checkpoint.waitForSpaceMinutes ?? 0;
  const began = performance.now();
  let pause = firstPauseMilliseconds;
  for (let waited = false; ; waited = true) {
    try {
      const written = await write();
      if (waited) {
        const seconds = ((performance.now() - began) / 1000).toFixed(1);
        await tell(
          warning('GANX_RUN_SPACE_AGAIN', `There is space again after ${seconds} s; the run goes on.`),
        );
      }
      return written;
    } catch (error) {
      const left = minutes * 60_000 - (performance.now() - began);
      if (!isDiskFull(error) || left <= 0 || interruption.requested !== undefined) throw error;
      if (!waited) {
        const said = (error as Error).message;
        await tell(
          warning('GANX_RUN_WAITS_FOR_SPACE', `${said} The run waits for space, at most ${minutes} minutes.`),
        );
      }
      await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
      pause = Math.min(2 * pause, longestPauseMilliseconds);
    }
  }
}

function warning(code: string, message: string): RunEvent {
  return { type: 'warning', code, message };
}
