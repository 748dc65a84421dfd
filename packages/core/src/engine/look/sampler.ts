import { Breather } from '../../breather.js';
import { type ClassDraw, classWeights, dealClasses } from '../../data/classes.js';
import { toRange } from '../../data/range.js';
import type { Dataset, SampleRequest, Sampler, Samples } from '../../plugin/index.js';
import { CounterStream } from '../../random/index.js';
import type { Built } from '../build/built.js';

/** Values that one batch of samples may hold; the batch is the largest power of two below, so that few graphs are traced. */
const valuesPerBatch = 1 << 18;

/** How many samples are made at once. */
export function sampleBatch(exampleShape: readonly number[]): number {
  const values = exampleShape.reduce((a, b) => a * b, 1);
  return Math.min(1024, Math.max(16, 2 ** Math.floor(Math.log2(valuesPerBatch / values))));
}

/** Which classes a sampler draws that is not told. */
export interface SampledClasses {
  readonly draw: ClassDraw;
  /** Training examples of each class; left out where the data were not loaded: what is known of them, or nothing. */
  readonly counts?: readonly number[] | undefined;
  /** Ends what is being drawn. */
  readonly signal?: AbortSignal | undefined;
}

/** The generator for evaluation code: averaged weights where the experiment keeps them, inference mode. */
export function openSampler(
  built: Built,
  { draw, counts = built.info.examplesPerClass, signal }: SampledClasses = { draw: 'data' },
): Sampler {
  const { spec, info, classes } = built;
  const weights = classes === undefined ? undefined : classWeights(counts, classes, draw);
  const latentSize = spec.latent.size;
  const exampleValues = info.shape.reduce((a, b) => a * b, 1);
  const whole = sampleBatch(info.shape);
  return {
    weights: built.average ? 'ema' : 'live',
    latentSize,
    conditional: classes !== undefined,
    ...(weights && { classes: draw, classShares: sharesOf(weights) }),
    async sample(request) {
      const { count } = request;
      const latents = request.latents ?? drawLatents(built, request);
      const labels =
        weights === undefined ? undefined : (request.labels ?? drawLabels(built, request, weights));
      if (latents.length !== count * latentSize) {
        throw new RangeError(
          `${count} samples need latents of ${count * latentSize} values, not ${latents.length}.`,
        );
      }
      if (labels && labels.length !== count)
        throw new RangeError(`${count} samples need ${count} labels, not ${labels.length}.`);
      const values = new Float32Array(count * exampleValues);
      built.sampling.load({});
      const breather = new Breather(signal);
      for (let from = 0; from < count; ) {
        const left = count - from;
        const batch = left >= whole ? whole : Math.max(16, 2 ** Math.ceil(Math.log2(left)));
        const used = Math.min(batch, left);
        const z = new Float32Array(batch * latentSize);
        z.set(latents.subarray(from * latentSize, (from + used) * latentSize));
        const y = new Int32Array(batch);
        if (labels) y.set(labels.subarray(from, from + used));
        const made = await built.sample({
          latents: { shape: [batch, latentSize], data: z },
          ...(labels ? { labels: { shape: [batch], data: y } } : {}),
        });
        values.set(made.subarray(0, used * exampleValues), from * exampleValues);
        from += used;
        await breather.rest();
      }
      return { values, count, shape: info.shape, latents, ...(labels ? { labels } : {}) };
    },
  };
}

/** Latents [count, size] of a stream that is the same at every call. */
export function drawLatents({ spec }: Built, { count, stream }: SampleRequest): Float32Array {
  const values = new Float32Array(count * spec.latent.size);
  const source = new CounterStream(spec.seed, `samples/${stream}/latents`);
  if (spec.latent.type === 'normal') source.normal(values);
  else source.uniform(values, -1, 1);
  return values;
}

/** Classes by weight, within one of their shares, in drawn order. */
function drawLabels(
  { spec }: Built,
  { count, stream }: SampleRequest,
  weights: readonly number[],
): Int32Array {
  const labels = dealClasses(count, weights);
  const source = new CounterStream(spec.seed, `samples/${stream}/labels`);
  const draws = new Float32Array(count);
  source.uniform(draws);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(draws[i]! * (i + 1));
    [labels[i], labels[j]] = [labels[j]!, labels[i]!];
  }
  return labels;
}

const sharesOf = (weights: readonly number[]): readonly number[] => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

/** Real examples in the form of samples: bytes scaled to the data's range. */
export function realExamples(
  { spec, info }: Pick<Built, 'spec' | 'info'>,
  dataset: Dataset,
  split: 'train' | 'heldOut',
  indices: Int32Array,
): Samples {
  const from = split === 'train' ? dataset.train : dataset.heldOut;
  if (!from)
    throw new RangeError(
      'The dataset has no held-out examples; a component that reads them must say `needs: held-out`.',
    );
  const length = info.shape.reduce((a, b) => a * b, indices.length);
  const data = info.dtype === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
  from.read(indices, data);
  const values = toRange(data, spec.data.range);
  const labels = from.labels && Int32Array.from(indices, (index) => from.labels![index]!);
  return { values, count: indices.length, shape: info.shape, ...(labels ? { labels } : {}) };
}
