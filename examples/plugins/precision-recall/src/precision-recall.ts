import { extractFeatures } from '@ganx/core/features';
import { Breather, defineMetric, type MeasuredName } from '@ganx/core/plugin';
import { shareWithin, squaredReach } from './neighbourhoods.js';

const measured: readonly MeasuredName[] = [
  { name: 'precision-recall/precision', goal: 'maximize' },
  { name: 'precision-recall/recall', goal: 'maximize' },
];

/**
 * How good the samples are, and how much of the data they reach, as two numbers. An example stands for the ball around it
 * that reaches to its k-th nearest neighbour, in the space of features:
 *
 *   precision = share of generated examples within the ball of some real one
 *   recall    = share of real examples within the ball of some generated one
 *
 * Reads      a collapsed generator keeps its precision and loses its recall; a blurred one loses its precision.
 * Bias       both grow as balls do, that is with fewer examples: numbers compare at equal samples, neighbours and extractor.
 * Cost       O(samples^2 features) on the host: 2000 samples of 64 features take about a second.
 * Source     Kynkäänniemi et al. 2019, arXiv:1904.06991, which has k = 3, 50,000 samples and VGG-16 features.
 */
export const precisionRecall = defineMetric({
  type: 'precision-recall',
  description: 'How good the samples are, and how much of the data they reach.',
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
        default: 2000,
      },
      neighbours: {
        description: 'The ball of an example reaches to its so-manieth nearest neighbour.',
        type: 'integer',
        minimum: 1,
        default: 3,
      },
    },
  },
  examples: [
    { type: 'precision-recall', features: { type: 'lenet-mnist' } },
    { type: 'precision-recall', features: { type: 'pixels' }, samples: 500, neighbours: 5, every: 200 },
  ],
  source: 'Kynkäänniemi et al. 2019, arXiv:1904.06991',
  measures: () => measured,
  create: ({ features, samples, neighbours }) => ({
    async evaluate(context) {
      const { sampler, data, range, signal } = context;
      // Signals are looked at while this computes; a run that is asked to end ends here.
      const breather = new Breather(signal);
      const extractor = await context.features(features);
      // The same latents at every evaluation: what changes between two values is the generator.
      const stream = 'precision-recall';
      const made = await sampler.sample({ count: samples, stream });
      const fake = await extractFeatures(extractor, made, range, signal);
      const chosen = spread(Math.min(samples, data.train.size), data.train.size);
      const real = await extractFeatures(extractor, context.examples('train', chosen), range, signal);
      const values = [
        await shareWithin(fake, real, await squaredReach(real, neighbours, breather), breather),
        await shareWithin(real, fake, await squaredReach(fake, neighbours, breather), breather),
      ];
      // Everything that the numbers depend on; without it they compare with nothing.
      const provenance = {
        samples,
        realSamples: chosen.length,
        split: 'train',
        neighbours,
        extractor: extractor.identity.name,
        extractorSha256: extractor.identity.sha256,
        seed: context.seed,
        stream,
        weights: sampler.weights,
        dataset: data.fingerprint,
      };
      return measured.map(({ name, goal }, i) => ({ name, goal, value: values[i]!, provenance }));
    },
  }),
});

/** `count` indices evenly over a split of `size` examples. */
const spread = (count: number, size: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => Math.floor((i * size) / count));
