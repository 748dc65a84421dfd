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

/**
 * The best report up to the first one at or after an iteration: a trial counts with its best measurement in the end, and a
 * single one of a GAN's says little.
 */
export const bestBy =
  (iteration: number) =>
  (reports: readonly Report[]): Report | undefined => {
    const passed = reports.findIndex((report) => report.iteration >= iteration);
    if (passed === -1) return undefined;
    return reports.slice(0, passed + 1).reduce((best, one) => (one.loss < best.loss ? one : best));
  };

/** Whether the newest report is the one that passes the milestone: a milestone is judged once. */
export function isNewlyPassed({ trial }: PruneRequest, milestone: number): boolean {
  const newest = trial.reports.at(-1);
  return newest !== undefined && firstFrom(milestone)(trial.reports) === newest;
}

/** The loss of the `keep`-th best of all, the judged one included. */
export function nthBest(losses: readonly number[], keep: number): number {
  return [...losses].sort((a, b) => a - b)[keep - 1]!;
}
