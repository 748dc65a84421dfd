import { countClasses, dealClasses } from '../../data/classes.js';
import type { Dataset, Probe } from '../../plugin/index.js';
import type { Built } from '../build/built.js';
import type { Network } from '../network/network.js';
import { gradientOf } from '../step/probe-step.js';
import { drawLatents } from './sampler.js';

/**
 * Probes both networks as they are now. One probe serves all who ask within an iteration.
 *
 * Batch      one of `data.batchSize`: real examples spread over the training split, and latents of the stream
 *            `probes`. When conditional classes take turns as long as each has examples left of its share in the batch, which
 *            is its share of the training examples. Always the same, so that probes of different iterations compare.
 */
export function openProbe(built: Built, { train }: Dataset, iteration: () => number): () => Promise<Probe> {
  const { spec, info, classes } = built;
  const { batchSize } = spec.data;
  let latest: { readonly iteration: number; readonly probe: Promise<Probe> } | undefined;

  const measure = async (): Promise<Probe> => {
    const indices =
      classes === undefined
        ? Int32Array.from({ length: batchSize }, (_, i) => Math.floor((i * train.size) / batchSize))
        : classesInTurn(train.labels!, countClasses({ train }, classes), batchSize);
    const values = info.shape.reduce((a, b) => a * b, batchSize);
    const data = info.dtype === 'uint8' ? new Uint8Array(values) : new Float32Array(values);
    train.read(indices, data);
    const latents = drawLatents(built, { count: batchSize, stream: 'probes' });
    const labels = classes === undefined ? undefined : indices.map((index) => train.labels![index]!);
    built.sampling.load({});
    const made = await built.probe({
      latents: { shape: [batchSize, spec.latent.size], data: latents },
      examples: { shape: [batchSize, ...info.shape], data },
      ...(labels ? { labels: { shape: [batchSize], data: labels } } : {}),
    });
    const gradientsOf = ({ weights }: Network) =>
      weights
        .filter(({ trainable }) => trainable)
        .map(({ name, variable }) => ({
          name,
          shape: variable.shape,
          values: made[gradientOf(name)]!,
        }));
    return {
      fake: {
        values: made.fake!,
        count: batchSize,
        shape: info.shape,
        latents,
        ...(labels ? { labels } : {}),
      },
      advice: made.advice!,
      gradients: {
        generator: gradientsOf(built.generator.network),
        discriminator: gradientsOf(built.discriminator.network),
      },
    };
  };
  return () => {
    const now = iteration();
    if (latest?.iteration !== now) latest = { iteration: now, probe: measure() };
    return latest.probe;
  };
}

/** Examples of each class as often as the data have it; of each class from its first example on. */
function classesInTurn(labels: ArrayLike<number>, counts: readonly number[], count: number): Int32Array {
  const byClass = counts.map((): number[] => []);
  for (let index = 0; index < labels.length; index++) {
    const known = byClass[labels[index]!]!;
    if (known.length < count) known.push(index);
  }
  const used = counts.map(() => 0);
  return dealClasses(count, counts).map((label) => {
    const own = byClass[label]!;
    return own[used[label]!++ % own.length]!;
  });
}
