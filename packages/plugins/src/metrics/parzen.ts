import { OptionsError, PluginError } from '@ganx/core';
import { defineMetric, type MetricContext, type Samples } from '@ganx/core/plugin';
import { parzenLogLikelihoods } from './parzen-window.js';
import { spreadEvenly } from './spread-evenly.js';

/** Ten from 0.1 to 1, evenly on a logarithmic scale. */
const published = Array.from({ length: 10 }, (_, i) => Number((10 ** (i / 9 - 1)).toPrecision(4)));

/**
 * Mean log-likelihood of held-out examples under Gaussian windows around generated samples, in nats per example; see
 * `parzenLogLikelihoods` for the formula.
 *
 *   log-likelihood   mean over the tested examples; a density, so it may be above 0
 *   standard-error   of that mean: deviation / sqrt(tested)
 *   gap              log-likelihood with training examples in place of samples, minus log-likelihood
 *   sigma            the width, where it was chosen: the one with the best mean on `validation` other held-out examples
 *
 * Range      images are mapped to [0, 1], in which the published widths and numbers are; points stay as they are. For points, say how
 *            fine the data are: `sigma` at about the deviation of a mode.
 * Reads      a lost mode costs much (its examples are far from every sample), poor samples cost little as long as some are good.
 *            Read it beside samples and coverage, and only against equal numbers of samples.
 * Weakness   in many dimensions it is far from the true likelihood with any practical number of samples, ranks models otherwise
 *            than that would, and may be better than for real data (`gap` below 0): k-means centres of the training images are
 *            (Theis et al. 2016, arXiv:1511.01844). On images it is there to compare with published numbers.
 * Protocol   Goodfellow et al. 2014, arXiv:1406.2661, section 5: 10,000 samples, sigma chosen on validation images. MNIST has
 *            no split for that here, so 1000 of its 10,000 test images choose the width and the other 9000 are tested. With training
 *            images in place of samples that gives 225 nats.
 * Source     Breuleux et al. 2011, Quickly generating representative samples from an RBM-derived process.
 */
export const parzen = defineMetric({
  type: 'parzen',
  description: 'Log-likelihood of held-out examples under Parzen windows around generated samples.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      samples: {
        description: 'Number of generated samples, and of real ones for the gap as far as there are.',
        type: 'integer',
        minimum: 1,
        default: 10_000,
        'x-ganx-counts': 'examples',
      },
      sigma: {
        description:
          'Standard deviation of the windows (of images in [0, 1]), or several, of which held-out examples choose.',
        anyOf: [
          { type: 'number', exclusiveMinimum: 0 },
          { type: 'array', items: { type: 'number', exclusiveMinimum: 0 }, minItems: 2 },
        ],
        default: published,
      },
      heldOut: {
        description: 'Number of held-out examples that are tested, as far as there are.',
        type: 'integer',
        minimum: 2,
        default: 10_000,
      },
      validation: {
        description: 'Number of other held-out examples that choose among several widths; left out, 1000.',
        type: 'integer',
        minimum: 1,
      },
    },
  },
  examples: [
    { type: 'parzen' },
    { type: 'parzen', sigma: 0.02, samples: 2500, heldOut: 2500, every: 500 },
    { type: 'parzen', sigma: [0.1, 0.2, 0.3], validation: 500 },
  ],
  source: 'Goodfellow et al. 2014, arXiv:1406.2661, section 5; Breuleux et al. 2011',
  needs: ['held-out'],
  measures: ({ sigma }) => announced(sigma),
  fits(options, { info }) {
    const message = tooFew(info.heldOutSize ?? 0, choosingOf(options));
    if (message === undefined) return undefined;
    return { option: typeof options.sigma === 'number' ? 'heldOut' : 'validation', message };
  },
  cost({ samples, sigma, heldOut, validation }, { info }) {
    const size = info.shape.reduce((product, axis) => product * axis, 1);
    const choosing = Math.min(choosingOf({ sigma, validation }), info.heldOutSize ?? 0);
    const tested = Math.min(heldOut, Math.max(0, (info.heldOutSize ?? 0) - choosing));
    const widths = typeof sigma === 'number' ? 0 : sigma.length;
    // Distances of all pairs, and an exponential for each width.
    const pairs = (windows: number) => windows * (tested * (size + 1) + choosing * (size + widths));
    return { samples, multiplications: pairs(samples), once: pairs(Math.min(samples, info.size)) };
  },
  create({ samples: count, sigma, heldOut, validation }) {
    if (typeof sigma === 'number' && validation !== undefined)
      throw new OptionsError(
        'validation',
        'A single sigma leaves nothing to choose, so validation is not used. Delete it, or give several widths.',
      );
    const sigmas = typeof sigma === 'number' ? [sigma] : sigma;
    const choosing = choosingOf({ sigma, validation });
    let real: { readonly key: string; readonly logLikelihood: number; readonly samples: number } | undefined;
    return {
      async evaluate(context) {
        const { sampler, data, range, seed, signal } = context;
        const size = data.heldOut?.size ?? 0;
        const message = tooFew(size, choosing);
        if (message !== undefined) throw new PluginError('GANX_METRIC_SPLIT', `parzen: ${message}`);
        const held = divide(size, choosing, heldOut);
        const tested = unitExamples(context, 'heldOut', held.tested);
        const choosers = unitExamples(context, 'heldOut', held.choosers);
        if (real?.key !== data.fingerprint) {
          const windows = unitExamples(context, 'train', spreadEvenly(count, data.train.size));
          const { logLikelihood } = await measure(tested, choosers, windows, sigmas, signal);
          real = { key: data.fingerprint, logLikelihood, samples: windows.count };
        }
        const stream = 'parzen';
        const samples = toUnit(await sampler.sample({ count, stream }), range);
        const measured = await measure(tested, choosers, samples, sigmas, signal);
        const provenance = {
          samples: count,
          realSamples: real.samples,
          split: 'heldOut',
          tested: tested.count,
          ...(choosing > 0
            ? { sigmas: sigmas.join(' '), validation: choosers.count }
            : { sigma: sigmas[0]! }),
          seed,
          stream,
          weights: sampler.weights,
          dataset: data.fingerprint,
        };
        const values: Record<string, number> = {
          'parzen/log-likelihood': measured.logLikelihood,
          'parzen/standard-error': measured.standardError,
          'parzen/gap': real.logLikelihood - measured.logLikelihood,
          'parzen/sigma': measured.sigma,
        };
        return announced(sigma).map(({ name, goal }) => ({ name, goal, value: values[name]!, provenance }));
      },
    };
  },
});

/** How many held-out examples choose the width. */
const choosingOf = ({
  sigma,
  validation,
}: {
  sigma: number | readonly number[];
  validation?: number | undefined;
}) => (typeof sigma === 'number' ? 0 : (validation ?? 1000));

function announced(sigma: number | readonly number[]) {
  return [
    { name: 'parzen/log-likelihood', goal: 'maximize' },
    { name: 'parzen/standard-error', goal: 'minimize' },
    { name: 'parzen/gap', goal: 'minimize' },
    ...(typeof sigma === 'number' ? [] : [{ name: 'parzen/sigma', goal: 'minimize' } as const]),
  ] as const;
}

/** The width that the choosers like best, and what the tested examples say of it. */
async function measure(
  tested: Samples,
  choosers: Samples,
  windows: Samples,
  sigmas: readonly number[],
  signal: AbortSignal | undefined,
): Promise<{ readonly sigma: number; readonly logLikelihood: number; readonly standardError: number }> {
  const sigma = await choose(choosers, windows, sigmas, signal);
  const [values] = await parzenLogLikelihoods(tested, windows, [sigma], signal);
  const logLikelihood = mean(values!);
  const variance =
    values!.reduce((sum, value) => sum + (value - logLikelihood) ** 2, 0) / (values!.length - 1);
  return { sigma, logLikelihood, standardError: Math.sqrt(variance / values!.length) };
}

/** The first of the best; with samples that are not finite no width is better than another, and it is the first of all. */
async function choose(
  choosers: Samples,
  windows: Samples,
  sigmas: readonly number[],
  signal: AbortSignal | undefined,
): Promise<number> {
  if (sigmas.length === 1) return sigmas[0]!;
  const means = (await parzenLogLikelihoods(choosers, windows, sigmas, signal)).map(mean);
  return sigmas[Math.max(0, means.indexOf(Math.max(...means)))]!;
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Held-out examples that choose the width, spread evenly, and of the others those that are tested. */
function divide(size: number, choosing: number, most: number) {
  const choosers = spreadEvenly(choosing, size);
  const taken = new Set(choosers);
  const others = Int32Array.from({ length: size }, (_, i) => i).filter((i) => !taken.has(i));
  return { choosers, tested: spreadEvenly(most, others.length).map((i) => others[i]!) };
}

/** Why held-out examples do not suffice; two are needed for a standard error. */
function tooFew(size: number, choosing: number): string | undefined {
  if (size - choosing >= 2) return undefined;
  const use = choosing > 0 ? `, ${choosing} of which would choose the width` : '';
  const mend = choosing > 0 ? 'Let fewer choose, or give one sigma.' : 'At least 2 are needed.';
  return `The dataset has ${size} held-out examples${use}: too few are left to be tested. ${mend}`;
}

function unitExamples({ examples, range }: MetricContext, split: 'train' | 'heldOut', indices: Int32Array) {
  return toUnit(examples(split, indices), range);
}

/** Images as numbers from 0 to 1. */
function toUnit(samples: Samples, range: MetricContext['range']): Samples {
  if (!range) return samples;
  const [low, high] = range;
  return { ...samples, values: samples.values.map((value) => (value - low) / (high - low)) };
}
