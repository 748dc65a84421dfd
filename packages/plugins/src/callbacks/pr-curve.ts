import { type CallbackContext, defineCallback, type Samples } from '@ganx/core/plugin';
import { spreadIndices } from './spread-indices.js';

const stream = 'pr-curve';

/**
 * Precision and recall of the discriminator as a classifier of real against generated examples:
 * `discriminator/train`, and `discriminator/held-out` where the dataset has held-out examples.
 *
 * Reads      a curve at precision 1/2 means that it cannot tell them apart. One for `train` far above `held-out` means that the
 *            discriminator knows its training examples by heart.
 * Examples   as many generated as real ones, the same latents at every tick; generated ones are asked for the classes of the real ones.
 *            Where the spec has `ema` they come from the averaged weights, as everywhere in evaluation: while those lag behind, at the
 *            beginning of a run, the discriminator tells all of them right.
 * Scores     the discriminator's opinions; where some are outside [0, 1], as a critic's are, all are mapped to it linearly, from
 *            the lowest to the highest. If one is not finite, no curve is logged.
 */
export const prCurve = defineCallback({
  type: 'pr-curve',
  description: 'Logs precision and recall of the discriminator on real against generated examples.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      samples: {
        description: 'Real examples of each split, and as many generated ones.',
        type: 'integer',
        minimum: 1,
        maximum: 100_000,
        default: 500,
      },
    },
  },
  examples: [{ type: 'pr-curve' }, { type: 'pr-curve', every: 1000, samples: 2000 }],
  create: ({ samples }) => ({
    async tick(context) {
      await logCurve('train', samples, context);
      if (context.data.heldOut) await logCurve('heldOut', samples, context);
    },
  }),
});

async function logCurve(
  split: 'train' | 'heldOut',
  samples: number,
  { data, examples, sampler, score, log, warn }: CallbackContext,
): Promise<void> {
  const { size } = data[split]!;
  const count = Math.min(samples, size);
  const real = examples(split, spreadIndices(count, size));
  const labels: Pick<Samples, 'labels'> = sampler.conditional && real.labels ? { labels: real.labels } : {};
  const fake = await sampler.sample({ count, stream, ...labels });
  const scores = new Float32Array(2 * count);
  scores.set(await score(real));
  scores.set(await score(fake), count);
  if (!scores.every(Number.isFinite)) {
    warn('GANX_PR_CURVE_NUMBERS', 'pr-curve: an opinion is not finite; no curve is logged.');
    return;
  }
  log.prCurve(`discriminator/${split === 'train' ? 'train' : 'held-out'}`, {
    scores: toUnitRange(scores),
    positive: Array.from(scores, (_, i) => i < count),
    description: `The discriminator as a classifier: ${count} ${split === 'train' ? 'training' : 'held-out'} examples, which are positive, against as many generated ones (${sampler.weights} weights). At precision 1/2 everywhere it cannot tell them apart; a curve for training examples far above that for held-out ones: it knows its examples by heart.`,
  });
}

function toUnitRange(scores: Float32Array): Float32Array {
  let low = Infinity;
  let high = -Infinity;
  for (const score of scores) {
    low = Math.min(low, score);
    high = Math.max(high, score);
  }
  if (low >= 0 && high <= 1) return scores;
  return scores.map((score) => (high > low ? Math.min(1, Math.max(0, (score - low) / (high - low))) : 0.5));
}
