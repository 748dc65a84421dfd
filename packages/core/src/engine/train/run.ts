import { existsSync, rmSync } from 'node:fs';
import { Effect, type Scope } from 'effect';
import type { GanxError } from '../../errors.js';
import {
  beginSession,
  createRunFolder,
  holdLock,
  orderOfNew,
  placeRunFolder,
  type RunResult,
  writeManifest,
  writeSources,
} from '../../run/index.js';
import type { Fork, NewRunOptions, Plan } from '../api.js';
import { attempt } from '../build/plan.js';
import { type Fitted, fitFork } from '../state/fit-snapshot.js';
import { dataNotes, environmentNotes, forkNote, lineageOf } from '../state/origin.js';
import { gatherFacts } from './facts.js';
import { refuseSpent } from './spent-budget.js';
import { failedBefore, storeResult, trainToEnd } from './train-to-end.js';

/**
 * Trains a plan to its end in a new run folder. Whatever happens after the folder exists, it ends with a `result.json` and a
 * result; the effect fails only where there is no folder to write one in, and then leaves none. If the fiber is interrupted, the current iteration
 * ends, a checkpoint is saved and the result is written before it gives way.
 *
 * Errors     ResumeError GANX_FORK_SHAPES where `fork` has other networks, GANX_BUDGET_SPENT where it has no budget left.
 */
export const runExperiment = (
  plan: Plan,
  options: NewRunOptions,
): Effect.Effect<RunResult, GanxError, Scope.Scope> =>
  Effect.gen(function* () {
    const { built, spec } = plan;
    const startedAt = new Date();
    const { fork } = options;
    const fitted = fork && (yield* attempt(() => fitToTrain(fork, plan), 'The fork does not fit'));
    const begun = yield* Effect.acquireRelease(
      attempt(() => createRunFolder(options.runsDirectory, spec.name, startedAt), 'No run folder'),
      (made) => Effect.sync(() => rmSync(made.aside, { recursive: true, force: true })),
    );
    const { aside, ...run } = begun;
    const lock = yield* holdLock(aside);
    const train = Effect.gen(function* () {
      yield* attempt(
        () => writeSources(aside, options.specYaml, options.source),
        'The spec could not be stored',
      );
      const dataset = yield* attempt(() => built.loadDataset(), 'The dataset could not be loaded');
      yield* attempt(() => {
        const facts = gatherFacts(plan, options, { run: run.run, dataset, startedAt });
        const order = orderOfNew(options.runsDirectory, startedAt);
        writeManifest(aside, {
          ...facts,
          ...(order && { order }),
          ...(fork && { lineage: lineageOf(fork, plan) }),
        });
        beginSession(aside, { resumedAt: null, amendments: [], changes: [] });
        placeRunFolder(begun, lock);
      }, 'No manifest');
      return yield* trainToEnd({
        built,
        run,
        lock,
        dataset,
        options,
        start: fitted && { snapshot: fitted.snapshot, how: 'fork' },
        warnings: [
          ...(fitted?.notes ?? []).map(forkNote),
          ...(fork ? dataNotes(fork, plan, dataset) : []),
          ...(fork ? environmentNotes(fork, plan) : []),
        ],
      });
    });
    // What fails before training starts ends the run as well. It has its result before it has its place.
    return yield* Effect.catch(train, (error) =>
      attempt(() => {
        const into = existsSync(aside) ? aside : run.folder;
        const result = storeResult(run, failedBefore(error), built.experiment.stored, into);
        placeRunFolder(begun, lock);
        return result;
      }, 'The result could not be written'),
    );
  });

/** The first state of a run that has iterations left to train. */
function fitToTrain(fork: Fork, plan: Plan): Fitted {
  const fitted = fitFork(fork, plan);
  refuseSpent(plan, fitted.snapshot.facts);
  return fitted;
}
