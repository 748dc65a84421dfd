import { PluginError } from '@ganx/core';
import { extractFeatures } from '@ganx/core/features';
import {
  defineMetric,
  type Features,
  type MetricContext,
  type MetricValue,
  type Split,
} from '@ganx/core/plugin';
import type { ReferenceGaussian } from './reference-gaussian.js';
import { spreadEvenly } from './spread-evenly.js';

interface Options {
  readonly features: { readonly type: string };
  readonly samples: number;
  readonly split: 'train' | 'heldOut';
  readonly perClass?: readonly number[];
}

interface Real {
  /** What it was computed from. */
  readonly key: string;
  readonly gaussian: ReferenceGaussian;
}

/**
 * Distance between Gaussians fitted to the features of real and of generated examples; see `frechet` for the formula.
 *
 * Params     real statistics come from `samples` examples (or all, if there are fewer) spread evenly over the split; they are computed once per run.
 * Classes    a conditional generator is asked for classes as the framework's option `classes` says. `perClass` adds a value for each
 *            class that it names: `samples` generated examples of that class against the real ones of it. An overall value can be
 *            good while a rare class is lost.
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
        'x-ganx-counts': 'examples',
      },
      split: {
        description: 'Split that the real examples come from.',
        enum: ['train', 'heldOut'],
        default: 'train',
      },
      perClass: {
        description:
          'Classes, by number, that are measured by themselves too: values frechet-distance/class-0 and so on. Needs conditioning.',
        type: 'array',
        items: { type: 'integer', minimum: 0 },
        minItems: 1,
        uniqueItems: true,
      },
    },
  },
  examples: [
    { type: 'frechet-distance', features: { type: 'lenet-mnist' } },
    { type: 'frechet-distance', features: { type: 'pixels' }, samples: 2500, split: 'heldOut', every: 500 },
  ],
  source: 'Heusel et al. 2017, arXiv:1706.08500',
  measures: ({ perClass = [] }) =>
    [name, ...perClass.map(nameOfClass)].map((one) => ({ name: one, goal: 'minimize' })),
  fits({ split, perClass = [] }, { info, conditional }) {
    if (split === 'heldOut' && !((info.heldOutSize ?? 0) > 0))
      return { option: 'split', message: 'The dataset has no held-out examples. Use split: train.' };
    if (perClass.length > 0 && !conditional)
      return {
        option: 'perClass',
        message: 'The generator cannot be asked for a class. Set conditioning: labels, or delete perClass.',
      };
    const beyond = perClass.find((label) => label >= (info.classes ?? 0));
    if (beyond !== undefined)
      return {
        option: 'perClass',
        message: `There is no class ${beyond}: the data has ${info.classes ?? 0}, counted from 0.`,
      };
    const counts = split === 'train' ? info.examplesPerClass : undefined;
    const rare = perClass.find((label) => (counts?.[label] ?? leastOfClass) < leastOfClass);
    if (rare === undefined) return undefined;
    return { option: 'perClass', message: tooRare(rare, split, counts![rare]!) };
  },
  async cost({ features, samples, split, perClass = [] }, context) {
    const { size } = await context.features(features);
    const { info } = context;
    const real = Math.min(samples, split === 'train' ? info.size : (info.heldOutSize ?? 0));
    // A covariance takes a product for each example and pair of features; a root or its trace about ten of matrices.
    const [each, rooting] = [1 + perClass.length, 10 * size ** 3];
    return {
      samples: each * samples,
      multiplications: each * (samples * size ** 2 + rooting),
      once: each * (real * size ** 2 + rooting),
    };
  },
  create(options: Options) {
    const { samples: count, split, perClass = [] } = options;
    const known = new Map<string, Real>();
    /** Of the split, or of one class of it; computed once per run. */
    const realOf = async (context: MetricContext, extractor: Features, label?: number): Promise<Real> => {
      const key = `${context.data.fingerprint} ${extractor.identity.sha256}`;
      const place = label === undefined ? name : nameOfClass(label);
      const before = known.get(place);
      if (before?.key === key) return before;
      const real = { key, ...(await realStatistics(context, extractor, split, count, label)) };
      known.set(place, real);
      return real;
    };
    return {
      async evaluate(context) {
        const { sampler, data, range, seed, signal } = context;
        const extractor = await context.features(options.features);
        const measure = async (label?: number): Promise<MetricValue> => {
          const real = await realOf(context, extractor, label);
          const stream = label === undefined ? name : nameOfClass(label);
          const labels = label === undefined ? {} : { labels: new Int32Array(count).fill(label) };
          const samples = await sampler.sample({ count, stream, ...labels });
          const fake = await extractFeatures(extractor, samples, range, signal);
          const provenance = {
            samples: count,
            realSamples: real.gaussian.count,
            split,
            ...(label === undefined ? {} : { classes: `only ${label}` }),
            extractor: extractor.identity.name,
            extractorSha256: extractor.identity.sha256,
            seed,
            stream,
            weights: sampler.weights,
            dataset: data.fingerprint,
          };
          const value = await real.gaussian.distanceTo(fake, signal);
          return { name: stream, value, goal: 'minimize', provenance };
        };
        const values = [await measure()];
        for (const label of perClass) values.push(await measure(label));
        return values;
      },
    };
  },
});

const name = 'frechet-distance';
const nameOfClass = (label: number): string => `${name}/class-${label}`;

/** A covariance needs two examples. */
const leastOfClass = 2;

const tooRare = (label: number, split: string, count: number): string =>
  `The split ${split} has ${count} ${count === 1 ? 'example' : 'examples'} of class ${label}, and ${leastOfClass} are needed. Leave it out of perClass.`;

/** Loaded when first measured: linear algebra is no part of checking a spec. */
const loadGaussians = () => import('./reference-gaussian.js');

async function realStatistics(
  { data, examples, range, signal }: MetricContext,
  extractor: Features,
  split: 'train' | 'heldOut',
  count: number,
  label: number | undefined,
): Promise<Omit<Real, 'key'>> {
  const from = data[split];
  if (from === undefined)
    throw new PluginError(
      'GANX_METRIC_SPLIT',
      'frechet-distance was told to use held-out data; the dataset has none. Use split: train.',
    );
  const own = label === undefined ? undefined : indicesOf(from, label);
  if (own && own.length < leastOfClass)
    throw new PluginError(
      'GANX_METRIC_CLASSES',
      `frechet-distance cannot measure class ${label} by itself. ${tooRare(label!, split, own.length)}`,
    );
  const spread = spreadEvenly(count, own?.length ?? from.size);
  const indices = own ? spread.map((i) => own[i]!) : spread;
  const { referenceGaussian } = await loadGaussians();
  const rows = await extractFeatures(extractor, examples(split, indices), range, signal);
  return { gaussian: await referenceGaussian(rows, signal) };
}

/** Places of the examples of one class. */
function indicesOf({ size, labels }: Split, label: number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => i).filter((i) => labels?.[i] === label);
}
