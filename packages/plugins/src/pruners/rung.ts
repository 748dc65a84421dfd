import type { PruneDecision, PrunedTrial, PruneRequest, Report } from '@ganx/core/plugin';

type Competitor = PruneDecision['competitors'][number];

/** Losses of other trials where they passed the same milestone. */
export function competitorsAt(
  others: readonly PrunedTrial[],
  reach: (reports: readonly Report[]) => Report | undefined,
): readonly Competitor[] {
  return others.flatMap(({ trial, reports }) => {
    const report = reach(reports);
    return report ? [{ trial, loss: report.loss }] : [];
  });
}

/** The first report at or after an iteration. */
export const firstFrom =
  (iteration: number) =>
  (reports: readonly Report[]): Report | undefined =>
    reports.find((report) => report.iteration >= iteration);

/** Whether the newest report is the one that passes the milestone: a milestone is judged once. */
export function isNewlyPassed({ trial }: PruneRequest, milestone: number): boolean {
  const newest = trial.reports.at(-1);
  return newest !== undefined && firstFrom(milestone)(trial.reports) === newest;
}

/** The loss of the `keep`-th best of all, the judged one included. */
export function nthBest(losses: readonly number[], keep: number): number {
  return [...losses].sort((a, b) => a - b)[keep - 1]!;
}
