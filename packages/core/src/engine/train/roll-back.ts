import type { RollBack, Verdict } from '../../plugin/index.js';
import {
  Checkpoints,
  checkpointsOf,
  chooseRollBackPoints,
  noteRollBack,
  openFirstWhole,
  rollBackPoints,
} from '../../run/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import type { Progress, SnapshotFacts } from '../state/state.js';
import { type RunWarning, retentionOf, type Session, type Start } from './session.js';

/** Whether a run that has diverged may go back and try again more slowly. */
export function mayRollBack({ rollBack }: ExperimentSpec, { rollBacks }: Progress): boolean {
  return rollBack !== undefined && rollBacks.length < rollBack.max;
}

/**
 * Takes a run that has diverged back to its last checkpoint of the regular rhythm, or one further each time that it does
 * not get away from there: all state is as it was, data order and random streams too, and the learning rate of both
 * networks is lowered. Later checkpoints go. The session that opens with it cuts log, metrics and events back as resuming
 * does.
 *
 * Which checkpoint that is depends on nothing but iterations: not on signals, on the clock or on how often the run was
 * resumed. So a run that is killed before its next checkpoint diverges and goes back again, to the same bits.
 *
 * Errors     RunIoError GANX_RUN_CHECKPOINT_* if there is none that can be read.
 */
export function goBack(
  { built: { spec }, progress, run }: Pick<Session, 'built' | 'progress' | 'run'>,
  { iteration: from, reason }: Verdict,
): { readonly start: Start; readonly warnings: readonly RunWarning[] } {
  const { learningRateFactor, max } = spec.rollBack!;
  const { every } = spec.checkpoint;
  const points = chooseRollBackPoints(rollBackPoints(checkpointsOf(run.folder), every).slice(0, max), {
    before: progress.rollBacks.at(-1),
    every,
    from,
  });
  const opened = openFirstWhole<SnapshotFacts>(run.folder, points, 'the one to go back to');
  const { damaged, facts, iteration: to, tensors } = opened;
  const number = progress.rollBacks.length + 1;
  const rollBack: RollBack = {
    number,
    max,
    from,
    to,
    reason,
    learningRateFactor: learningRateFactor ** number,
  };
  const rollBacks = [...progress.rollBacks, rollBack];
  new Checkpoints(run.folder, retentionOf(spec)).rewindTo(to, facts.best);
  noteRollBack(run.folder, rollBack);
  // Time that was spent stays spent.
  const { seconds } = progress;
  return {
    start: {
      snapshot: { tensors, facts: { ...facts, rollBacks, seconds } },
      how: 'resume',
      // With those that stand in the part of the log that is cut off.
      rollBacks: rollBacks.slice((facts.rollBacks ?? []).length),
    },
    warnings: damaged,
  };
}
