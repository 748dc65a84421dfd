import { defineSearch, type Evaluated, type Search, type SearchSpace } from '@ganx/core/plugin';
import { parzen } from './parzen.js';

export const tpeOptions = {
  type: 'object',
  additionalProperties: false,
  properties: {
    startupTrials: {
      description: 'Trials that are drawn at random before the method trusts what it has seen.',
      type: 'integer',
      minimum: 1,
      default: 10,
    },
    gamma: {
      description: 'Share of the trials that counts as good (never more than 25 of them).',
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 0.5,
      default: 0.1,
    },
    candidates: {
      description: 'How many candidates are drawn for each parameter; the most promising is taken.',
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      default: 24,
    },
  },
} as const;

interface TpeOptions {
  readonly startupTrials: number;
  readonly gamma: number;
  readonly candidates: number;
}

/**
 * Tree-structured Parzen estimator. Trials are split into good and others; each axis gets a density l of the good ones
 * and a density g of the others, and of some candidates drawn from l the one with the largest l / g is taken.
 *
 * Axes are treated one by one. Running trials count with the others, so that trials beside each other do not try the same.
 * Trials without a value count as the worst, pruned ones as worse than all that ended; failed ones are left out.
 */
export function makeTpe({ startupTrials, gamma, candidates }: TpeOptions, { axes }: SearchSpace): Search {
  return {
    propose({ history, random }) {
      const ended = history.filter(({ state }) => state === 'complete' || state === 'pruned');
      if (ended.length < startupTrials) return axes.map(() => random.uniform());
      const good = new Set([...ended].sort(byMerit).slice(0, Math.min(Math.ceil(gamma * ended.length), 25)));
      const others = history.filter((one) => !good.has(one) && one.state !== 'failed');
      return axes.map((axis, i) => {
        const known = (points: Iterable<Evaluated>) =>
          [...points].flatMap(({ point }) => (point[i] === undefined ? [] : [point[i]]));
        const l = parzen(axis, known(history.filter((one) => good.has(one))));
        const g = parzen(axis, known(others));
        let best = { unit: 0, gain: -Infinity };
        for (let c = 0; c < candidates; c++) {
          const unit = l.sample(random);
          const gain = l.logDensity(unit) - g.logDensity(unit);
          if (gain > best.gain) best = { unit, gain };
        }
        return best.unit;
      });
    },
  };
}

function byMerit(a: Evaluated, b: Evaluated): number {
  if (a.state !== b.state) return a.state === 'complete' ? -1 : 1;
  if (a.state === 'pruned' && a.iteration !== b.iteration) return b.iteration - a.iteration;
  const [x, y] = [a.loss ?? Infinity, b.loss ?? Infinity];
  return x === y ? 0 : x - y;
}

export const tpe = defineSearch({
  type: 'tpe',
  description: 'Learns which values are good and tries more like them (tree-structured Parzen estimator).',
  options: tpeOptions,
  examples: [{ type: 'tpe' }, { type: 'tpe', startupTrials: 20 }],
  source: 'Bergstra et al. 2011, NeurIPS 24',
  usesHistory: true,
  create: makeTpe,
});
