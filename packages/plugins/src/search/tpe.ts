import {
  compareValues,
  defineSearch,
  type Evaluated,
  type Search,
  type SearchSpace,
} from '@ganx/core/plugin';
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
    multivariate: {
      description:
        'Looks at all parameters together, so that it learns which go with which; else one by one.',
      type: 'boolean',
      default: true,
    },
    candidates: {
      description: 'How many candidates are drawn for each trial; the most promising is taken.',
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
  readonly multivariate: boolean;
}

/**
 * Tree-structured Parzen estimator. Trials are split into good and others; each gives a density, l of the good ones and g of
 * the others, and of some candidates drawn from l the one with the largest l / g is taken.
 *
 * Running trials count with the others, so that trials beside each other do not try the same. Trials without a value count as
 * the worst, pruned ones as worse than all that ended; failed ones are left out.
 */
export function makeTpe(options: TpeOptions, { axes }: SearchSpace): Search {
  const { startupTrials, gamma, candidates, multivariate } = options;
  return {
    propose({ history, random }) {
      const ended = history.filter(({ state }) => state === 'complete' || state === 'pruned');
      if (ended.length < startupTrials) return axes.map(() => random.uniform());
      const good = new Set([...ended].sort(byMerit).slice(0, Math.min(Math.ceil(gamma * ended.length), 25)));
      const others = history.filter((one) => !good.has(one) && one.state !== 'failed');
      const points = [history.filter((one) => good.has(one)), others].map((side) =>
        side.map(({ point }) => point),
      );
      const promising = (over: readonly number[]): readonly number[] => {
        const [l, g] = points.map((side) =>
          parzen(
            over.map((i) => axes[i]!),
            side.map((point) => over.map((i) => point[i])),
          ),
        );
        let best = { point: over.map(() => 0.5), gain: -Infinity } as {
          point: readonly number[];
          gain: number;
        };
        for (let c = 0; c < candidates; c++) {
          const point = l!.sample(random);
          const gain = l!.logDensity(point) - g!.logDensity(point);
          if (gain > best.gain) best = { point, gain };
        }
        return best.point;
      };
      const all = axes.map((_, i) => i);
      return multivariate ? promising(all) : all.flatMap((i) => promising([i]));
    },
  };
}

function byMerit(a: Evaluated, b: Evaluated): number {
  if (a.state !== b.state) return a.state === 'complete' ? -1 : 1;
  if (a.state === 'pruned' && a.iteration !== b.iteration) return b.iteration - a.iteration;
  return compareValues(a.loss, b.loss, 'minimize');
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
