import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { Effect, type Scope } from 'effect';
import { DataError, GanxError } from '../errors.js';
import type { Dataset } from '../plugin/index.js';
import {
  createRunFolder,
  EventLog,
  exitCodeOf,
  type RunFolder,
  type RunResult,
  writeManifest,
  writeResult,
  writeSources,
} from '../run/index.js';
import type { Plan, RunOptions } from './api.js';
import type { Built } from './build.js';
import { openLogging } from './logging.js';
import { type Ending, runLoop, Stopwatch } from './loop.js';
import { ownOptions } from './options.js';
import { attempt, unexpected } from './plan.js';
import { openSession, type Session } from './session.js';
import { freshProgress, type Progress } from './state.js';

/**
 * Trains a plan to its end in a new run folder. Whatever happens after the folder exists, it ends with a `result.json` and a
 * result; the effect fails only where there is no folder to write one in. If the fiber is interrupted, the current iteration
 * ends, a checkpoint is saved and the result is written before it gives way.
 */
export const runExperiment = (
  plan: Plan,
  options: RunOptions,
): Effect.Effect<RunResult, GanxError, Scope.Scope> =>
  Effect.gen(function* () {
    const { built, spec } = plan;
    const startedAt = new Date();
    const run = yield* attempt(
      () => createRunFolder(options.runsDirectory, spec.name, startedAt),
      'No run folder',
    );
    const work = Effect.gen(function* () {
      yield* attempt(
        () => writeSources(run.folder, options.specYaml, options.source),
        'The spec could not be stored',
      );
      const log = yield* Effect.acquireRelease(
        attempt(() => new EventLog(join(run.folder, 'log.jsonl')), 'No log'),
        (open) => quietly(() => open.close()),
      );
      const dataset = yield* attempt(() => loadDataset(built), 'The dataset could not be loaded');
      yield* attempt(
        () => writeManifest(run.folder, manifestFacts(plan, options, run, dataset, startedAt)),
        'No manifest',
      );
      const logging = yield* Effect.acquireRelease(
        attempt(() => openLogging(built, run.folder, run.run), 'The loggers could not be opened'),
        (open) => quietly(() => open.close()),
      );
      return yield* trainInterruptibly(options, run, (interrupted) => {
        const session = openSession({ built, run, dataset, log, logging, options, interrupted });
        return session;
      });
    });
    return yield* Effect.scoped(work).pipe(
      // What fails before training starts ends the run as well.
      Effect.catch((error) =>
        attempt(
          () => storeResult(run, failedBefore(error), freshProgress()),
          'The result could not be written',
        ),
      ),
    );
  });

/** Runs the loop as one promise; an interruption of the fiber becomes a polite request, and is waited for. */
function trainInterruptibly(
  options: RunOptions,
  run: RunFolder,
  open: (interrupted: () => string | undefined) => Session,
): Effect.Effect<RunResult, GanxError> {
  return Effect.callback<RunResult, GanxError>((resume, signal) => {
    const interrupted = () =>
      options.interruption?.requested ?? (signal.aborted ? 'an interruption' : undefined);
    const train = async (): Promise<RunResult> => {
      const session = open(interrupted);
      const stopwatch = new Stopwatch(session.progress.seconds);
      const ending = close(session, await runLoop(session, stopwatch));
      session.progress.seconds = stopwatch.seconds;
      return storeResult(run, ending, session.progress);
    };
    const done = train().then(
      (result) => resume(Effect.succeed(result)),
      (cause: unknown) => resume(Effect.fail(unexpected(cause, 'The run failed'))),
    );
    return Effect.promise(() => done);
  });
}

/** Loggers write their last lines when they close, and metrics let go; a failure there must not be lost, nor the rest of the result. */
function close({ logging, evaluation, progress }: Session, ending: Ending): Ending {
  const { iteration } = progress.counters;
  let end = ending;
  for (const [what, closing] of [
    ['The loggers could not be closed', () => logging.close()],
    ['The metrics could not be closed', () => evaluation.dispose()],
  ] as const) {
    try {
      closing();
    } catch (cause) {
      const error = unexpected(cause, what);
      if (!end.error) end = { error, verdict: { type: 'failed', reason: error.message, iteration } };
    }
  }
  return end;
}

function failedBefore(error: GanxError): Ending {
  return { error, verdict: { type: 'failed', reason: error.message, iteration: 0 } };
}

function storeResult({ run, folder }: RunFolder, { verdict, error }: Ending, progress: Progress): RunResult {
  const { type } = verdict;
  const result: RunResult = {
    run,
    folder,
    status: type === 'failed' || type === 'interrupted' ? type : 'finished',
    verdict,
    counters: progress.counters,
    best: progress.best,
    metrics: [...progress.metrics.values()],
    seconds: Math.round(progress.seconds * 1000) / 1000,
    exitCode: exitCodeOf(type, error),
    ...(error ? { error: { code: error.code, message: error.message, ...error.place } } : {}),
  };
  writeResult(result);
  return result;
}

async function loadDataset({ spec, registry, directory, streams }: Built): Promise<Dataset> {
  const component = registry.get('dataset', spec.data.type);
  try {
    return await component.load(ownOptions(component, spec.data) as never, {
      directory,
      random: streams.below('data'),
    });
  } catch (cause) {
    if (cause instanceof GanxError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new DataError('GANX_DATA', `The dataset "${spec.data.type}" cannot be loaded: ${said}`, {
      place: { component: `dataset ${spec.data.type}`, hook: 'load' },
      cause,
    });
  }
}

function manifestFacts(plan: Plan, options: RunOptions, run: RunFolder, dataset: Dataset, startedAt: Date) {
  const { spec, built } = plan;
  return {
    run: run.run,
    seed: spec.seed,
    specYaml: options.specYaml,
    backend: { name: built.compute.backend, description: built.compute.description },
    versions: { ...coreVersions(), ...options.versions },
    plugins: built.registry.plugins,
    dataset: {
      type: spec.data.type,
      fingerprint: dataset.fingerprint,
      drawn: dataset.drawn ?? false,
      info: dataset.info,
    },
    directory: built.directory,
    startedAt,
  };
}

function coreVersions(): Record<string, string> {
  const core = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return {
    '@ganx/core': core.version,
    '@tensorflow/tfjs-core': tf.version_core,
    '@tensorflow/tfjs-layers': tfl.version_layers,
    node: process.version,
  };
}

function quietly(close: () => void): Effect.Effect<void> {
  return Effect.sync(() => {
    try {
      close();
    } catch {
      // Closed for the second time, or after the failure that is already being told.
    }
  });
}
