import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Effect, type Scope } from 'effect';
import { type GanxError, ResumeError } from '../../errors.js';
import type { Dataset } from '../../plugin/index.js';
import {
  amendmentsOf,
  beginSession,
  Checkpoints,
  changesOfEnvironment,
  checkpointsOf,
  comparedFactsOf,
  compareFacts,
  type FactChange,
  holdLock,
  type Lineage,
  type OpenedCheckpoint,
  openCheckpoint,
  type RunResult,
  readManifest,
  readResult,
  refuseLinks,
  removeLeftovers,
  removeProducts,
  replaceFile,
} from '../../run/index.js';
import type { Plan, ResumeOptions } from '../api.js';
import { attempt } from '../build/plan.js';
import { fitComponents, fitFork } from '../state/fit-snapshot.js';
import { forkNote, isOrigin } from '../state/origin.js';
import type { SnapshotFacts } from '../state/state.js';
import { gatherFacts } from './facts.js';
import { type RunWarning, retentionOf, type Start } from './session.js';
import { refuseSpent, roomFor, spentRules } from './spent-budget.js';
import { failedBefore, storeResult, trainToEnd } from './train-to-end.js';

/**
 * Goes on with a run in its own folder, from its last whole checkpoint: what was written after it is cut off, and the run
 * ends with the same bytes as if it had never stopped. A run that was killed before its first checkpoint begins anew; one that
 * began with the state of another run needs that again (`origin`).
 *
 * The plan's spec must be the one that the run began with; when it ends, what is written and how often it is saved may
 * change. The data, what the spec takes from the environment, the backend, the kind of processor and all versions must be what they were.
 *
 * Errors     RunIoError GANX_RUN_LOCKED, GANX_RUN_INCOMPLETE, GANX_RUN_CHECKPOINT_*; ResumeError GANX_RESUME_SPEC,
 *            GANX_RESUME_CHANGED, GANX_RESUME_ORIGIN, GANX_RESUME_FINISHED, GANX_RESUME_DIVERGED, GANX_RESUME_REWIND,
 *            GANX_RESUME_EXCEPTION, GANX_BUDGET_SPENT.
 *            After a refusal the folder is as it was.
 */
export const resumeExperiment = (
  plan: Plan,
  options: ResumeOptions,
): Effect.Effect<RunResult, GanxError, Scope.Scope> =>
  Effect.gen(function* () {
    const { run } = options;
    const { built } = plan;
    const lock = yield* holdLock(run.folder);
    const { dataset, start, warnings } = yield* attempt(
      () => prepare(plan, options),
      'The run cannot be resumed',
    );
    const train = trainToEnd({ built, run, lock, dataset, options, start, warnings });
    return yield* Effect.catch(train, (error) =>
      attempt(
        () => storeResult(run, failedBefore(error), built.experiment.stored),
        'The result could not be written',
      ),
    );
  });

interface Prepared {
  readonly dataset: Dataset;
  readonly start: Start | undefined;
  readonly warnings: readonly RunWarning[];
}

/** Judges everything first, and only then changes the folder: the session is noted, the result and later checkpoints go. */
async function prepare(plan: Plan, options: ResumeOptions): Promise<Prepared> {
  const { folder, run } = options.run;
  const { built } = plan;
  const { spec, variables } = built.experiment.stored;
  refuseLinks(folder);
  removeLeftovers(folder);
  const manifest = readManifest(folder);
  const amendments = amendmentsOf(manifest.spec, spec);
  const dataset = await built.loadDataset();
  const now = comparedFactsOf(gatherFacts(plan, options, { run, dataset, startedAt: new Date() }));
  const changes = [...compareFacts(manifest, now), ...changesOfEnvironment(manifest.environment, variables)];
  refuseOtherBits(changes, options);
  const opened = checkpointsOf(folder).length > 0 ? open(options) : undefined;
  const { lineage } = manifest;
  const origin = opened ? undefined : options.origin;
  if (!opened && lineage && !(origin && isOrigin(origin, lineage))) throw originLost(run, lineage);
  const forked = lineage && origin && fitFork(origin, plan);
  const fitted = opened && fitComponents(opened, opened.facts.spec, spec);
  if (opened && fitted) {
    refuseEnded(options, opened, fitted.snapshot.facts, plan);
    // The rules are other ones: those that a state ended by are what its ending says.
    if (!isDeepStrictEqual(opened.facts.spec.stop, spec.stop)) refuseSpent(plan, fitted.snapshot.facts);
  }

  beginSession(folder, { resumedAt: opened?.iteration ?? null, amendments, changes });
  replaceFile(join(folder, 'spec.yaml'), options.specYaml);
  rmSync(join(folder, 'result.json'), { force: true });
  if (!opened || !fitted) {
    removeProducts(folder);
    return {
      dataset,
      start: forked && { snapshot: forked.snapshot, how: 'fork' },
      warnings: [...changes.map(changeWarning), ...(forked?.notes ?? []).map(forkNote)],
    };
  }
  new Checkpoints(folder, retentionOf(spec)).rewindTo(opened.iteration, opened.facts.best);
  return {
    dataset,
    start: { snapshot: fitted.snapshot, how: 'resume' },
    warnings: [
      ...opened.damaged,
      ...changes.map(changeWarning),
      ...fitted.notes.map((message) => ({ code: 'GANX_RESUME_STATE', message })),
    ],
  };
}

function open({ checkpoint = 'last', rewind, run }: ResumeOptions): OpenedCheckpoint<SnapshotFacts> {
  if (checkpoint === 'exception') {
    throw new ResumeError(
      'GANX_RESUME_EXCEPTION',
      'The state in which a failure met a run may lie between two steps, so no run goes on from it. Resume the run without @exception: it repeats what came after the checkpoint before, to the bit.',
    );
  }
  const opened = openCheckpoint<SnapshotFacts>(run.folder, checkpoint);
  const damaged = opened.damaged.map(({ iteration }) => iteration);
  const lost = checkpointsOf(run.folder).filter((own) => own > opened.iteration && !damaged.includes(own));
  if (lost.length > 0 && !rewind) {
    throw new ResumeError(
      'GANX_RESUME_REWIND',
      `To go on from iteration ${opened.iteration} loses the checkpoints of ${lost.join(', ')} and what was logged since. Say --rewind if that is meant, or begin a new run there: \`ganx fork ${run.run}@${opened.iteration}\`.`,
    );
  }
  return opened;
}

function refuseOtherBits(changes: readonly FactChange[], { allowDifferentBits }: ResumeOptions): void {
  const refused = changes.filter(({ changesBits }) => changesBits);
  if (refused.length === 0 || allowDifferentBits) return;
  throw new ResumeError(
    'GANX_RESUME_CHANGED',
    `The run would not end with the same bits as if it had never stopped, because something that they depend on has changed:\n${refused.map((change) => `  ${changeText(change)}`).join('\n')}\nPut it back as it was, or accept that with --allow-different-bits.`,
  );
}

function refuseEnded(
  { run, rewind }: ResumeOptions,
  { facts }: OpenedCheckpoint<SnapshotFacts>,
  fitted: SnapshotFacts,
  { built, spec }: Plan,
): void {
  const result = readResult(run.folder);
  if (result?.status !== 'finished') return;
  const { reason, type } = result.verdict;
  if (type === 'diverged' && !rewind) {
    const { learningRate } = spec.optimizers.generator;
    const lower =
      typeof learningRate === 'number'
        ? `, as \`ganx fork ${run.run} optimizers.generator.learningRate=${learningRate / 10}\``
        : '';
    throw new ResumeError(
      'GANX_RESUME_DIVERGED',
      `The run has diverged (${reason}) and would do so again. Begin another one from its last good state with what should mend it${lower}, or with a spec that goes back by itself (\`rollBack\`).`,
    );
  }
  if (facts.ending && fitted.ending) {
    const used = { ...fitted.counters, seconds: fitted.seconds };
    const room = roomFor(spec, spentRules(built.experiment.forSession.rules, used), used);
    const how = room === '' ? '' : `, as \`ganx resume ${run.run} ${room}\``;
    throw new ResumeError(
      'GANX_RESUME_FINISHED',
      `The run has ended: ${reason}. To train on, change the rule that ended it${how}.`,
    );
  }
}

/** A run that began with another one's state, and was killed before it had saved it. */
function originLost(run: string, { run: parent, iteration }: Lineage): ResumeError {
  return new ResumeError(
    'GANX_RESUME_ORIGIN',
    `${run} began with the state of ${parent} at iteration ${iteration} and was killed before its first checkpoint, so it has none to go on from. Begin it again with the same spec and changes: \`ganx run SPEC --from ${parent}@${iteration} --resume auto\` in its folder, or \`ganx fork ${parent}@${iteration}\` in another.`,
  );
}

function changeText({ after, before, what }: FactChange): string {
  return `${what}: ${before} -> ${after}`;
}

function changeWarning(change: FactChange): RunWarning {
  return {
    code: 'GANX_RESUME_CHANGED',
    message: `Since the run began, this has changed: ${changeText(change)}`,
  };
}
