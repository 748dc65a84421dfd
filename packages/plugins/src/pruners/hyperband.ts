import { OptionsError } from '@ganx/core';
import { definePruner, type Report } from '@ganx/core/plugin';
import { bestReport, competitorsAt, goesOn, sortedLosses } from './rung.js';

/**
 * W&B's early termination. Brackets are counted in measurements of the metric, not in iterations:
 *
 *   min_iter        min_iter * eta^k,  k = 0, 1, 2, ...
 *   max_iter, s     floor(max_iter / eta^k),  k = s, ..., 1
 *
 * At bracket b, the losses of all trials that have more than b measurements are sorted; a trial is given up if it is worse
 * than the one at place floor(n / eta), counted from 0. Its own loss is its best so far, or with `strict` the one at b.
 *
 * Source: docs.wandb.ai/models/sweeps/sweep-config-keys and hyperband_stopping.py of wandb/sweeps; after Li et al. 2016.
 */
export const hyperband = definePruner({
  type: 'hyperband',
  description: "W&B's early termination: brackets counted in measurements, at which the best 1/eta go on.",
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      min_iter: { description: 'Measurements before the first bracket.', type: 'integer', minimum: 1 },
      max_iter: { description: 'Most measurements of a trial; needs s.', type: 'integer', minimum: 1 },
      s: { description: 'How many brackets there are below max_iter.', type: 'integer', minimum: 1 },
      eta: {
        description: 'One in eta trials goes on; brackets grow by it.',
        type: 'number',
        exclusiveMinimum: 1,
        default: 3,
      },
      strict: {
        description: 'Compare what was measured at the bracket, not the best so far.',
        type: 'boolean',
        default: false,
      },
    },
  },
  examples: [
    { type: 'hyperband', min_iter: 3 },
    { type: 'hyperband', max_iter: 27, s: 2, eta: 3, strict: true },
  ],
  source: 'Li et al. 2016, arXiv:1603.06560',
  create: (options) => {
    const { min_iter, max_iter, s, eta, strict } = options;
    if ((min_iter === undefined) === (max_iter === undefined)) {
      throw new OptionsError('type', 'hyperband needs either min_iter, or max_iter and s.');
    }
    if (max_iter !== undefined && s === undefined) {
      throw new OptionsError('max_iter', 'hyperband with max_iter needs s, the number of brackets.');
    }
    const brackets = min_iter === undefined ? downFrom(max_iter!, s!, eta) : upFrom(min_iter, eta);
    if (brackets.length === 0) {
      throw new OptionsError(
        'max_iter',
        `No bracket lies below max_iter ${max_iter} with eta ${eta}. Make max_iter larger or eta smaller.`,
      );
    }
    return {
      judge({ trial, others }) {
        const at = trial.reports.length - 1;
        const rung = brackets.indexOf(at);
        if (rung === -1) return undefined;
        const place = (reports: readonly Report[]): Report | undefined => reports[at];
        const competitors = competitorsAt(others, place);
        const here = trial.reports[at]!.loss;
        const loss = strict ? here : bestReport(trial.reports)!.loss;
        const sorted = sortedLosses([here, ...competitors.map((one) => one.loss)]);
        const n = sorted.length;
        const cutoff = sorted[Math.min(Math.floor(n / eta), n - 1)]!;
        return {
          verdict: goesOn(loss, cutoff) ? 'continue' : 'stop',
          rung,
          milestone: at,
          unit: 'measurements',
          loss,
          cutoff,
          competitors,
          reason: `no worse than place ${Math.min(Math.floor(n / eta), n - 1) + 1} of ${n} ${strict ? 'at this bracket' : 'at any time'} goes on`,
        };
      },
    };
  },
});

function upFrom(first: number, eta: number): readonly number[] {
  const brackets: number[] = [];
  for (let bracket = first; bracket < 1e9 && brackets.length < 100; bracket *= eta)
    brackets.push(Math.floor(bracket));
  return brackets;
}

function downFrom(last: number, s: number, eta: number): readonly number[] {
  const brackets: number[] = [];
  for (let bracket = last / eta; bracket >= 1 && brackets.length < s; bracket /= eta)
    brackets.unshift(Math.floor(bracket));
  return brackets;
}
