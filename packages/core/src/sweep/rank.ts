import { middle, type SweepState, type TrialState } from './state.js';

/** Trials that differ in their seed alone. */
export interface RankedPoint {
  readonly point: number;
  /** The median of its trials' values. */
  readonly value: number;
  readonly trials: readonly TrialState[];
}

/** Points of which every trial is done, the best first; a pruned or failed trial keeps its point out. */
export function rankPoints(state: SweepState): readonly RankedPoint[] {
  const points = new Map<number, TrialState[]>();
  for (const trial of state.trials) points.set(trial.point, [...(points.get(trial.point) ?? []), trial]);
  const ranked = [...points].flatMap(([point, trials]): RankedPoint[] => {
    const values = trials.flatMap(({ status, value }) =>
      status === 'COMPLETE' && value !== undefined ? [value] : [],
    );
    return values.length === trials.length ? [{ point, value: middle(values), trials }] : [];
  });
  return ranked.sort((a, b) => state.sign * (a.value - b.value) || a.point - b.point);
}
