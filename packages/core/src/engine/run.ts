import { Effect, type Scope } from 'effect';
import type { GanxError } from '../errors.js';
import type { Json } from '../plugin/index.js';
import {
  beginSession,
  createRunFolder,
  holdLock,
  type Lineage,
  type RunResult,
  writeManifest,
  writeSources,
} from '../run/index.js';
import { specChanges } from '../spec/diff.js';
import type { Fork, NewRunOptions, Plan } from './api.js';
import { gatherFacts, loadDataset } from './facts.js';
import { fitFork } from './fit-snapshot.js';
import { attempt } from './plan.js';
import { failedBefore, storeResult, trainToEnd } from './train-to-end.js';

/**
 * Trains a plan to its end in a new run folder. Whatever happens after the folder exists, it ends with a `result.json` and a
 * result; the effect fails only where there is no folder to write one in. If the fiber is interrupted, the current iteration
 * ends, a checkpoint is saved and the result is written before it gives way.
 *
 * Errors     ResumeError GANX_FORK_SHAPES where `fork` has other networks.
 */
export const runExperiment = (
  plan: Plan,
  options: NewRunOptions,
): Effect.Effect<RunResult, GanxError, Scope.Scope> =>
  Effect.gen(function* () {
    const { built, spec } = plan;
    const startedAt = new Date();
    const { fork } = options;
    const fitted = fork && (yield* attempt(() => fitFork(fork, plan), 'The fork does not fit'));
    const run = yield* attempt(
      () => createRunFolder(options.runsDirectory, spec.name, startedAt),
      'No run folder',
    );
    const lock = yield* holdLock(run.folder);
    const train = Effect.gen(function* () {
      yield* attempt(
        () => writeSources(run.folder, options.specYaml, options.source),
        'The spec could not be stored',
      );
      const dataset = yield* attempt(() => loadDataset(built), 'The dataset could not be loaded');
      yield* attempt(() => {
        const facts = gatherFacts(plan, options, { run: run.run, dataset, startedAt });
        writeManifest(run.folder, fork ? { ...facts, lineage: lineageOf(fork, plan) } : facts);
        beginSession(run.folder, { resumedAt: null, amendments: [], changes: [] });
      }, 'No manifest');
      return yield* trainToEnd({
        built,
        run,
        lock,
        dataset,
        options,
        start: fitted && { snapshot: fitted.snapshot, how: 'fork' },
        warnings: (fitted?.notes ?? []).map((message) => ({ code: 'GANX_FORK_STATE', message })),
      });
    });
    // What fails before training starts ends the run as well.
    return yield* Effect.catch(train, (error) =>
      attempt(() => storeResult(run, failedBefore(error)), 'The result could not be written'),
    );
  });

function lineageOf({ folder, from, snapshot }: Fork, { spec }: Plan): Lineage {
  const changes = specChanges(snapshot.facts.spec as unknown as Json, spec as unknown as Json);
  return { run: from.run, folder, iteration: snapshot.facts.counters.iteration, changes };
}
