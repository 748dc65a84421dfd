import { definePruner } from '@ganx/core/plugin';

/**
 * Gives a trial up when its best loss lags behind the best of all others, at the same iteration, by more than a share of it.
 *
 *   stops where best(trial) > best(others) + tolerance * |best(others)|, each up to the trial's newest iteration
 *
 * A loss is smaller for a better trial, whatever the goal of the sweep. A pruner is a pure function of the reports, and its
 * decisions are kept with all that they rest on: `ganx sweep explain` shows them.
 */
export const newThing = definePruner({
  type: 'new-thing',
  description: 'Gives up trials that lag too far behind the best at the same iteration.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      tolerance: {
        description: "How far a trial may lag behind, as a share of the best trial's loss.",
        type: 'number',
        minimum: 0,
        default: 0.5,
      },
      warmupIterations: {
        description: 'Iterations in which no trial is given up.',
        type: 'integer',
        minimum: 0,
        default: 0,
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', tolerance: 0.1, warmupIterations: 1000 }],
  create: ({ tolerance, warmupIterations }) => ({
    judge({ trial, others }) {
      const newest = trial.reports.at(-1);
      if (!newest || newest.iteration < warmupIterations) return undefined;
      const bestUntilNow = (reports: typeof trial.reports) =>
        Math.min(...reports.filter(({ iteration }) => iteration <= newest.iteration).map(({ loss }) => loss));
      const competitors = others
        .map((other) => ({ trial: other.trial, loss: bestUntilNow(other.reports) }))
        // Without a finite report up to here there is nothing to compare with.
        .filter(({ loss }) => Number.isFinite(loss));
      if (competitors.length === 0) return undefined;
      const best = Math.min(...competitors.map(({ loss }) => loss));
      const cutoff = best + tolerance * Math.abs(best);
      const loss = bestUntilNow(trial.reports);
      return {
        verdict: loss <= cutoff ? 'continue' : 'stop',
        rung: trial.reports.length - 1,
        milestone: newest.iteration,
        unit: 'iterations',
        loss,
        cutoff,
        competitors,
        reason: `goes on while it is within ${100 * tolerance} % of the best of ${competitors.length} others`,
      };
    },
  }),
});
