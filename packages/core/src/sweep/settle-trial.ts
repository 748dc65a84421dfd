import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import type { TrialExit } from '../plugin/index.js';
import type { TrialState } from './state.js';
import type { TrialRun } from './trial-folder.js';

export interface ExitedTrial {
  readonly trial: TrialState;
  readonly exit: TrialExit;
  readonly run: TrialRun | undefined;
  readonly log: string;
  /** The sweep itself is being stopped. */
  readonly stopping: boolean;
  readonly mayRetry: boolean;
}

export type Settled =
  | {
      readonly next: 'end';
      readonly state: 'COMPLETE' | 'PRUNED' | 'FAIL';
      readonly verdict: string;
      readonly reason: string;
    }
  /** To be taken up again from its last checkpoint. */
  | { readonly next: 'wait'; readonly reason: string };

/** Ends that come again however often a trial is tried: a wrong spec, a plugin that fails. */
const hopeless: readonly (number | null)[] = [2, 3];

/** What it means that a trial's process is gone, by what it left behind. */
export function settleTrial({ trial, exit, run, log, stopping, mayRetry }: ExitedTrial): Settled {
  const result = run?.result;
  const end = (state: 'COMPLETE' | 'PRUNED' | 'FAIL', verdict: string, reason: string): Settled => ({
    next: 'end',
    state,
    verdict,
    reason,
  });
  if (result?.status === 'finished') return end('COMPLETE', result.verdict.type, result.verdict.reason);
  const given = trial.decisions.at(-1);
  if (given?.verdict === 'stop') return end('PRUNED', 'pruned', given.reason);
  if (result?.status === 'failed') {
    return end('FAIL', 'failed', `${result.error?.code ?? ''} ${result.verdict.reason}`.trim());
  }
  if (hopeless.includes(exit.code))
    return end('FAIL', 'failed', lastWords(log) ?? `it ended with exit code ${exit.code}`);
  const how =
    result?.status === 'interrupted'
      ? result.verdict.reason
      : exit.reason !== undefined
        ? `its process was ended: ${exit.reason}`
        : exit.signal !== null
          ? `its process was ended by ${exit.signal}`
          : exit.code !== null
            ? `its process ended with exit code ${exit.code} and no result`
            : 'its process is gone and has left no result';
  if (stopping || mayRetry) return { next: 'wait', reason: how };
  const words = result ? undefined : lastWords(log);
  return end('FAIL', 'died', words === undefined ? how : `${how}; it last said: ${words}`);
}

/** The error that a process printed, or its last line. */
function lastWords(log: string): string | undefined {
  if (!existsSync(log)) return undefined;
  const lines = endOf(log)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return (lines.findLast((line) => /\berror\b/.test(line)) ?? lines.at(-1))?.slice(0, 500);
}

/** As much as the last words can be; a log may have grown without bounds. */
const tailBytes = 65_536;

function endOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, tailBytes));
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, size - bytes.length));
  } finally {
    closeSync(file);
  }
}
