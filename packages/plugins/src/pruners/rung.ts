import {
  bestFirst,
  compareValues,
  type PruneDecision,
  type PrunedTrial,
  type PruneRequest,
  type Report,
} from '@ganx/core/plugin';

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
    return bestReport(reports.slice(0, passed + 1));
  };

/** Whether the newest report is the one that passes the milestone: a milestone is judged once. */
export function isNewlyPassed({ trial }: PruneRequest, milestone: number): boolean {
  const newest = trial.reports.at(-1);
  return newest !== undefined && firstFrom(milestone)(trial.reports) === newest;
}

/** Losses, the best first; ones that are not finite stand last. */
export const sortedLosses = (losses: readonly number[]): readonly number[] =>
  bestFirst(losses, (loss) => loss, 'minimize');

/** The first of the best reports. */
export const bestReport = (reports: readonly Report[]): Report | undefined =>
  bestFirst(reports, ({ loss }) => loss, 'minimize')[0];

/** Whether a trial may go on: one whose loss is not finite never does. */
export const goesOn = (loss: number, cutoff: number): boolean =>
  Number.isFinite(loss) && compareValues(loss, cutoff, 'minimize') <= 0;
