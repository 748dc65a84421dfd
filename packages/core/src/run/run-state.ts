import { holderOf, type LockHolder } from './lock.js';
import { type RunResult, type RunStatus, readResult } from './result.js';

/** What a run's folder says of it, by itself. */
export interface RunState {
  /**
   * running       a living process holds its lock
   * crashed       nobody holds it, and it has not ended: killed, or the machine stopped
   * interrupted   ended by a signal, with a checkpoint
   * failed        ended by an error
   * finished      ended by a stopping rule
   */
  readonly status: RunStatus | 'running' | 'crashed';
  /** The process that is training it. */
  readonly holder?: LockHolder;
  /** How it ended. */
  readonly result?: RunResult;
}

/** The state of a run from disk alone. Writes nothing. */
export function readRunState(folder: string): RunState {
  const holder = holderOf(folder);
  if (holder) return { status: 'running', holder };
  const result = readResult(folder);
  return result ? { status: result.status, result } : { status: 'crashed' };
}
