import { Effect } from 'effect';
import { isDiskFull } from '../../disk-full.js';
import type { GanxError } from '../../errors.js';
import type { Dataset, Verdict } from '../../plugin/index.js';
import {
  endedSessions,
  exitCodeOf,
  type RunFolder,
  type RunLock,
  type RunResult,
  writeResult,
  writeSessions,
} from '../../run/index.js';
import type { StoredForm } from '../../spec/stored-form.js';
import type { Interruption, RunOptions } from '../api.js';
import type { Built } from '../build/built.js';
import { unexpected } from '../build/plan.js';
import { concealReason } from '../look/conceal-event.js';
import { freshProgress, type Progress } from '../state/state.js';
import { runLoop, Stopwatch } from './loop.js';
import { type Patience, patiently } from './patience.js';
import { goBack } from './roll-back.js';
import { closeSession, openSession, type RunWarning, type Session, type Start } from './session.js';

export interface TrainRequest {
  readonly built: Built;
  readonly run: RunFolder;
  readonly lock: RunLock;
  readonly dataset: Dataset;
  readonly options: RunOptions;
  readonly start: Start | undefined;
  /** Things to be told once the run has started. */
  readonly warnings: readonly RunWarning[];
}

/** How a run ended, for its result. */
export interface RunEnd {
  readonly verdict: Verdict;
  readonly error?: GanxError;
  readonly progress: Progress;
}

/**
 * Trains in a run's folder until its end, and stores the result. The loop is one promise; an interruption of the fiber
 * becomes a polite request, and is waited for.
 */
export function trainToEnd(request: TrainRequest): Effect.Effect<RunResult, GanxError> {
  const { options, run } = request;
  return Effect.callback<RunResult, GanxError>((resume, signal) => {
    const interruption: Interruption = {
      get requested() {
        return options.interruption?.requested ?? (signal.aborted ? 'an interruption' : undefined);
      },
      signal: AbortSignal.any([
        signal,
        ...(options.interruption?.signal ? [options.interruption.signal] : []),
      ]),
      takeSaveRequest: () => options.interruption?.takeSaveRequest?.(),
    };
    const patience: Patience = {
      spec: request.built.spec,
      interruption,
      tell: (event) => options.onEvent?.(event),
    };
    const done = train(request, interruption, patience)
      .then((end) => patiently(patience, () => storeResult(run, end, request.built.experiment.stored)))
      .then(
        (result) => resume(Effect.succeed(result)),
        (cause: unknown) => resume(Effect.fail(unexpected(cause, 'The run failed'))),
      );
    return Effect.promise(() => done);
  });
}

/** One session after another, while the run goes back and has to begin again from there. */
async function train(request: TrainRequest, interruption: Interruption, patience: Patience): Promise<RunEnd> {
  let session = openSession({ ...request, interruption });
  for (;;) {
    const { progress } = session;
    const stopwatch = new Stopwatch(progress.seconds);
    const ending = await runLoop(session, stopwatch);
    const failure = failureOfClosing(session);
    progress.seconds = stopwatch.seconds;
    if (failure && !ending.error) return failed(failure, progress);
    if (!ending.goesBack) return { ...ending, progress };
    try {
      const before = session;
      session = await patiently(patience, () =>
        openSession({ ...request, ...goBack(before, ending.verdict), interruption }),
      );
    } catch (cause) {
      return failed(unexpected(cause, 'The run could not go back'), progress);
    }
  }
}

function failureOfClosing(session: Session): GanxError | undefined {
  try {
    closeSession(session);
  } catch (cause) {
    return unexpected(cause, 'The run could not be closed');
  }
  return undefined;
}

function failed(error: GanxError, progress: Progress): RunEnd {
  const { iteration } = progress.counters;
  return { error, verdict: { type: 'failed', reason: error.message, iteration }, progress };
}

/** The end of a run that failed before it trained. */
export function failedBefore(error: GanxError): RunEnd {
  return failed(error, freshProgress());
}

/**
 * Writes `result.json`, by which the run has ended, and then notes the end in `sessions.json`; where the run is not in its
 * place yet, `into` what will be its folder. A run that another process has taken over is left alone.
 */
export function storeResult(
  { run, folder }: RunFolder,
  { error, progress, verdict: told }: RunEnd,
  { conceal }: Pick<StoredForm, 'conceal'>,
  into = folder,
): RunResult {
  const verdict = concealReason(told, conceal);
  if (error?.code === 'GANX_RUN_LOCK_LOST') throw error;
  const { type } = verdict;
  const result: RunResult = {
    run,
    folder,
    status: type === 'failed' || type === 'interrupted' ? type : 'finished',
    verdict,
    counters: progress.counters,
    best: progress.best,
    metrics: [...progress.metrics.values()],
    rollBacks: progress.rollBacks,
    seconds: Math.round(progress.seconds * 1000) / 1000,
    exitCode: exitCodeOf(type, error),
    sessions: endedSessions(into, verdict),
    ...(error ? { error: { code: error.code, message: conceal(error.message), ...error.place } } : {}),
  };
  writeResult(result, into);
  try {
    writeSessions(into, result.sessions);
  } catch (cause) {
    // The result has them, and is believed. It is on a full disk that it matters most.
    if (!isDiskFull(cause)) throw cause;
  }
  return result;
}
