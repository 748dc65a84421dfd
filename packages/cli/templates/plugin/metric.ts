import { defineMetric, type Samples } from '@ganx/core/plugin';

/**
 * Distance between the mean generated and the mean real example.
 *
 *   d = sqrt(sum_i (mean(x_i) - mean(y_i))^2)
 *
 * Everything that the number depends on stands beside it, as its provenance.
 */
export const newThing = defineMetric({
  type: 'new-thing',
  description: 'Distance between the mean generated and the mean real example.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      samples: {
        description: 'Number of examples of each side.',
        type: 'integer',
        minimum: 1,
        default: 1000,
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', samples: 200, every: 500 }],
  measures: () => [{ name: 'new-thing', goal: 'minimize' }],
  create: ({ samples }) => ({
    async evaluate({ sampler, data, examples, seed }) {
      const stream = 'new-thing';
      const count = Math.min(samples, data.train.size);
      const real = examples(
        'train',
        Int32Array.from({ length: count }, (_, i) => i),
      );
      const fake = await sampler.sample({ count, stream });
      const provenance = {
        samples: count,
        stream,
        seed,
        weights: sampler.weights,
        dataset: data.fingerprint,
      };
      return [
        { name: 'new-thing', value: distance(meanOf(real), meanOf(fake)), goal: 'minimize', provenance },
      ];
    },
  }),
});

export function meanOf({ values, count }: Pick<Samples, 'values' | 'count'>): Float64Array {
  const size = values.length / count;
  const mean = new Float64Array(size);
  for (const [i, value] of values.entries()) mean[i % size]! += value / count;
  return mean;
}

const distance = (a: Float64Array, b: Float64Array): number =>
  Math.hypot(...a.map((value, i) => value - b[i]!));
