import { PluginError } from '@ganx/core';
import { defineMetric, type Mixture, type Samples } from '@ganx/core/plugin';

export interface ModeCoverage {
  /** High-quality samples at each mode. */
  readonly counts: Int32Array;
  readonly modes: number;
  readonly highQuality: number;
  readonly reverseKl: number;
}

/**
 * How many of the true modes the generator reaches, how many samples lie at a mode, and how evenly.
 *
 *   a sample belongs to its nearest mode, and is of high quality within `withinDeviations` standard deviations of it
 *   modes        = modes with at least one high-quality sample
 *   high-quality = high-quality samples / samples
 *   reverse-kl   = KL(q || uniform) = log M - H(q) in nats,  q_m = high-quality samples at m / high-quality samples
 *
 * Tails      without any high-quality sample q is not defined: reverse-kl is then log M, its largest value.
 * Source     Lin et al. 2018, PacGAN, arXiv:1712.04086, section 4.1 (2500 samples, 3 deviations) and its published code, which takes q
 *            over the high-quality samples only.
 */
export const modeCoverage = defineMetric({
  type: 'mode-coverage',
  description:
    'Modes captured, share of high-quality samples and reverse KL divergence, for data with known modes.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      samples: {
        description: 'Number of generated samples.',
        type: 'integer',
        minimum: 1,
        default: 2500,
        'x-ganx-counts': 'examples',
      },
      withinDeviations: {
        description: 'A sample within this many standard deviations of a mode is of high quality.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 3,
      },
    },
  },
  examples: [{ type: 'mode-coverage' }, { type: 'mode-coverage', samples: 10_000, every: 500 }],
  source: 'Lin et al. 2018, PacGAN, arXiv:1712.04086',
  needs: ['mixture'],
  measures: () => [
    { name: 'mode-coverage/modes', goal: 'maximize' },
    { name: 'mode-coverage/high-quality', goal: 'maximize' },
    { name: 'mode-coverage/reverse-kl', goal: 'minimize' },
  ],
  cost: ({ samples }, { info: { mixture, shape } }) => ({
    samples,
    multiplications: samples * (mixture?.centers.length ?? 0) * shape[0]!,
  }),
  create({ samples: count, withinDeviations }) {
    return {
      async evaluate({ sampler, data, seed }) {
        const { mixture } = data.info;
        if (!mixture)
          throw new PluginError(
            'GANX_METRIC_MIXTURE',
            'mode-coverage needs data whose modes are known, such as gaussian-ring.',
          );
        const stream = 'mode-coverage';
        const coverage = measureCoverage(await sampler.sample({ count, stream }), mixture, withinDeviations);
        const provenance = {
          samples: count,
          withinDeviations,
          trueModes: mixture.centers.length,
          seed,
          stream,
          weights: sampler.weights,
          dataset: data.fingerprint,
        };
        return [
          { name: 'mode-coverage/modes', value: coverage.modes, goal: 'maximize', provenance },
          { name: 'mode-coverage/high-quality', value: coverage.highQuality, goal: 'maximize', provenance },
          { name: 'mode-coverage/reverse-kl', value: coverage.reverseKl, goal: 'minimize', provenance },
        ];
      },
    };
  },
});

export function measureCoverage(
  { values, count }: Samples,
  { centers, deviation }: Mixture,
  withinDeviations: number,
): ModeCoverage {
  const dimensions = centers[0]!.length;
  const limit = (withinDeviations * deviation) ** 2;
  const counts = new Int32Array(centers.length);
  for (let i = 0; i < count; i++) {
    let nearest = 0;
    let least = Infinity;
    for (const [mode, center] of centers.entries()) {
      let distance = 0;
      for (let d = 0; d < dimensions; d++) distance += (values[i * dimensions + d]! - center[d]!) ** 2;
      if (distance < least) [nearest, least] = [mode, distance];
    }
    if (least <= limit) counts[nearest]! += 1;
  }
  const good = counts.reduce((sum, n) => sum + n, 0);
  let entropy = 0;
  for (const n of counts) if (n > 0) entropy -= (n / good) * Math.log(n / good);
  return {
    counts,
    modes: counts.filter((n) => n > 0).length,
    highQuality: good / count,
    reverseKl: Math.max(0, Math.log(centers.length) - entropy),
  };
}
