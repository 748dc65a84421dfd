import { definePruner, type PruneDecision } from '@ganx/core/plugin';
import { bestBy, competitorsAt, goesOn, isNewlyPassed, sortedLosses } from './rung.js';

/**
 * Asynchronous successive halving, in the form that stops instead of pausing. Milestones lie at
 *
 *   minIterations * eta^(rung + earlyStoppingRate),  rung = 0, 1, 2, ...
 *
 * At each, a trial goes on if it is among the best floor(n / eta) of the n trials that have passed it so far, itself included,
 * by the best that each had measured up to there; while n < eta the best one goes on. Nobody waits for the others, so an early trial meets few competitors.
 */
export const asha = definePruner({
  type: 'asha',
  description: 'Gives up all but the best 1/eta of the trials at milestones that grow by a factor of eta.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      minIterations: {
        description: 'Iterations before a trial can be given up.',
        type: 'integer',
        minimum: 1,
      },
      eta: {
        description: 'One in eta trials goes on; milestones grow by it.',
        type: 'integer',
        minimum: 2,
        default: 4,
      },
      earlyStoppingRate: {
        description: 'Milestones that are left out at the start.',
        type: 'integer',
        minimum: 0,
        default: 0,
      },
    },
    required: ['minIterations'],
  },
  examples: [{ type: 'asha', minIterations: 500 }],
  source: 'Li et al. 2018, arXiv:1810.05934',
  create: ({ minIterations, eta, earlyStoppingRate }) => ({
    judge(request) {
      let decision: PruneDecision | undefined;
      const newest = request.trial.reports.at(-1);
      if (!newest) return undefined;
      for (let rung = 0; ; rung++) {
        const milestone = minIterations * eta ** (rung + earlyStoppingRate);
        if (milestone > newest.iteration) return decision;
        if (!isNewlyPassed(request, milestone)) continue;
        const { loss } = bestBy(milestone)(request.trial.reports)!;
        const competitors = competitorsAt(request.others, bestBy(milestone));
        const n = competitors.length + 1;
        const keep = Math.max(1, Math.floor(n / eta));
        const cutoff = sortedLosses([loss, ...competitors.map((one) => one.loss)])[keep - 1]!;
        decision = {
          verdict: goesOn(loss, cutoff) ? 'continue' : 'stop',
          rung,
          milestone,
          unit: 'iterations',
          loss,
          cutoff,
          competitors,
          reason: `the best ${keep} of ${n} go on`,
        };
        if (decision.verdict === 'stop') return decision;
      }
    },
  }),
});
