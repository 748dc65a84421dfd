import { definePruner, middleOf } from '@ganx/core/plugin';
import { bestReport, competitorsAt, goesOn } from './rung.js';

/**
 * The median rule: at each measurement, a trial is given up if its best loss so far is worse than the median of what the
 * ended trials had measured by that iteration (their best up to it).
 */
export const median = definePruner({
  type: 'median',
  description: 'Gives up trials that are worse than the median of the ended ones at the same iteration.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      startupTrials: {
        description: 'Trials that end before any is given up.',
        type: 'integer',
        minimum: 1,
        default: 5,
      },
      warmupIterations: {
        description: 'Iterations in which no trial is given up.',
        type: 'integer',
        minimum: 0,
        default: 0,
      },
    },
  },
  examples: [{ type: 'median' }, { type: 'median', startupTrials: 3, warmupIterations: 1000 }],
  source: 'Golovin et al. 2017, Google Vizier, KDD',
  create: ({ startupTrials, warmupIterations }) => ({
    judge({ trial, others }) {
      const newest = trial.reports.at(-1);
      if (!newest || newest.iteration < warmupIterations) return undefined;
      const ended = others.filter(({ state }) => state === 'complete');
      const competitors = competitorsAt(ended, (reports) => {
        const best = bestReport(reports.filter(({ iteration }) => iteration <= newest.iteration));
        return best && { iteration: newest.iteration, loss: best.loss };
      });
      if (competitors.length < startupTrials) return undefined;
      const loss = bestReport(trial.reports)!.loss;
      const cutoff = middleOf(
        competitors.map((one) => one.loss),
        'minimize',
      )!;
      return {
        verdict: goesOn(loss, cutoff) ? 'continue' : 'stop',
        rung: trial.reports.length - 1,
        milestone: newest.iteration,
        unit: 'iterations',
        loss,
        cutoff,
        competitors,
        reason: `no worse than the median of ${competitors.length} ended trials goes on`,
      };
    },
  }),
});
