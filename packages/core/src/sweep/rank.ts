import { bestFirst, middleOf } from '../ranking.js';
import type { SweepState, TrialState } from './state.js';

/** Trials that differ in their seed alone. */
export interface RankedPoint {
  readonly point: number;
  /** The median of its trials' values. */
  readonly value: number;
  readonly trials: readonly TrialState[];
}

/**
 * Points of which every trial is done, the best first, ties in the order of their proposals. A pruned or failed trial keeps
 * its point out, and so does a median that is not finite: such a point is nobody's best.
 */
export function rankPoints(state: SweepState): readonly RankedPoint[] {
  const points = new Map<number, TrialState[]>();
  for (const trial of state.trials) points.set(trial.point, [...(points.get(trial.point) ?? []), trial]);
  const ranked = [...points].flatMap(([point, trials]): RankedPoint[] => {
    if (trials.some(({ status }) => status !== 'COMPLETE')) return [];
    const value = middleOf(
      trials.map((trial) => trial.value),
      state.goal,
    );
    return value !== undefined && Number.isFinite(value) ? [{ point, value, trials }] : [];
  });
  return bestFirst(ranked, ({ value }) => value, state.goal);
}
