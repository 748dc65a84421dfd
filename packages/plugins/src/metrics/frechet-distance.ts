import { PluginError } from '@ganx/core';
import { extractFeatures } from '@ganx/core/features';
import { defineMetric, type Features, type MetricContext } from '@ganx/core/plugin';
import type { Matrix } from 'ml-matrix';
import type { GaussianStatistics } from './gaussian-statistics.js';
import { spreadEvenly } from './spread-evenly.js';

interface Real {
  /** What it was computed from. */
  readonly key: string;
  readonly statistics: GaussianStatistics;
  readonly root: Matrix;
}

/**
 * Distance between Gaussians fitted to the features of real and of generated examples; see `frechet` for the formula.
 *
 * Params     real statistics come from `samples` examples (or all, if there are fewer) spread evenly over the split; they are computed once per run.
 * Bias       falls with `samples` and grows with the extractor's size: numbers compare at equal samples, split and extractor only, and with
 *            another extractor it is another quantity. It is never called FID, which is this distance over Inception-v3 features.
 * Source     Heusel et al. 2017, arXiv:1706.08500.
 */
export const frechetDistance = defineMetric({
  type: 'frechet-distance',
  description: 'Frechet distance between features of real and generated examples.',
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['features'],
    properties: {
      features: {
        description: 'Feature extractor that examples are compared by.',
        'x-ganx-component': 'feature-extractor',
      },
      samples: {
        description: 'Number of generated examples, and of real ones as far as there are.',
        type: 'integer',
        minimum: 2,
        default: 10_000,
      },
      split: {
        description: 'Split that the real examples come from.',
        enum: ['train', 'heldOut'],
        default: 'train',
      },
    },
  },
  examples: [
    { type: 'frechet-distance', features: { type: 'lenet-mnist' } },
    { type: 'frechet-distance', features: { type: 'pixels' }, samples: 2500, split: 'heldOut', every: 500 },
  ],
  source: 'Heusel et al. 2017, arXiv:1706.08500',
  measures: () => [{ name: 'frechet-distance', goal: 'minimize' }],
  fits({ split }, { info }) {
    if (split === 'train' || (info.heldOutSize ?? 0) > 0) return undefined;
    return { option: 'split', message: 'The dataset has no held-out examples. Use split: train.' };
  },
  create({ features, samples: count, split }) {
    let real: Real | undefined;
    return {
      async evaluate(context) {
        const { sampler, data, range, seed } = context;
        const extractor = await context.features(features);
        const key = `${data.fingerprint} ${extractor.identity.sha256}`;
        if (real?.key !== key) real = { key, ...(await realStatistics(context, extractor, split, count)) };
        const stream = 'frechet-distance';
        const { frechet, gaussianStatistics } = await loadStatistics();
        const fake = gaussianStatistics(
          await extractFeatures(extractor, await sampler.sample({ count, stream }), range),
        );
        const value = frechet(real.statistics, real.root, fake);
        const provenance = {
          samples: count,
          realSamples: real.statistics.count,
          split,
          extractor: extractor.identity.name,
          extractorSha256: extractor.identity.sha256,
          seed,
          stream,
          weights: sampler.weights,
          dataset: data.fingerprint,
        };
        return [{ name: 'frechet-distance', value, goal: 'minimize', provenance }];
      },
    };
  },
});

/** Loaded when first measured: linear algebra is no part of checking a spec. */
const loadStatistics = () => import('./gaussian-statistics.js');

async function realStatistics(
  { data, examples, range }: MetricContext,
  extractor: Features,
  split: 'train' | 'heldOut',
  count: number,
): Promise<Omit<Real, 'key'>> {
  const size = data[split]?.size;
  if (size === undefined)
    throw new PluginError(
      'GANX_METRIC_SPLIT',
      'frechet-distance was told to use held-out data; the dataset has none. Use split: train.',
    );
  const indices = spreadEvenly(count, size);
  const { gaussianStatistics, squareRoot } = await loadStatistics();
  const statistics = gaussianStatistics(await extractFeatures(extractor, examples(split, indices), range));
  return { statistics, root: squareRoot(statistics.covariance) };
}
