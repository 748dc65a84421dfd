import { holderOf, type LockHolder, lockHolders } from './lock.js';
import { thisProcess } from './process-identity.js';
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

/**
 * What ended a run that failed or crashed, as far as its folder tells: the code of its error, or what became of its process.
 * A process that ends by itself takes its lock away: whoever is killed leaves it.
 */
export function endingOf(folder: string, { result, status }: RunState): string | undefined {
  if (result?.error) return result.error.code;
  if (status !== 'crashed') return undefined;
  const [left] = lockHolders(folder);
  if (!left) return 'no result could be written';
  const { host, machine } = thisProcess();
  if (left.machine === machine) return `process ${left.pid} was killed`;
  const where = left.host === host ? 'before this machine was restarted' : `on ${left.host}`;
  return `process ${left.pid} ended ${where}`;
}
