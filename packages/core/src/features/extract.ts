import { setImmediate as turn } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { PluginError } from '../errors.js';
import type { Features, MetricContext, Samples } from '../plugin/index.js';

const batchSize = 500;

/** Rows [N, columns] on the host, row-major. */
export interface Rows {
  readonly values: Float32Array;
  readonly columns: number;
}

/**
 * Features of samples or real examples, for metrics and callbacks: what `context.features` gave, applied batch by batch.
 *
 * Range   images are mapped from `range` (the context's) to [0, 1] and clipped to it, as extractors expect; points, where
 *         `range` is undefined, stay as they are.
 * Signal  the context's `signal` ends it between two batches.
 * Memory  leaves no tensors behind.
 */
export async function extractFeatures(
  extractor: Features,
  samples: Samples,
  range: MetricContext['range'],
  signal?: AbortSignal,
): Promise<Rows> {
  return apply((examples) => extractor.features(examples), extractor.size, samples, { range, signal });
}

/** Class with the highest score of each example; -1, which is no class, where an example or a score is not finite. */
export async function classify(
  extractor: Features,
  samples: Samples,
  range: MetricContext['range'],
  signal?: AbortSignal,
): Promise<Int32Array> {
  const { classes } = extractor;
  if (!extractor.logits || classes === undefined) {
    throw new PluginError(
      'GANX_METRIC_CLASSIFIER',
      `The feature extractor ${extractor.identity.name} is no classifier. Name one that is, such as lenet-mnist.`,
    );
  }
  const { values } = await apply((examples) => extractor.logits!(examples), classes, samples, {
    range,
    signal,
  });
  return Int32Array.from({ length: samples.count }, (_, i) => {
    const scores = rowOf(values, i, samples.count);
    // A backend's relu or clip may turn a NaN into a number: the examples are looked at too.
    const finite =
      rowOf(samples.values, i, samples.count).every(Number.isFinite) && scores.every(Number.isFinite);
    return finite ? scores.indexOf(Math.max(...scores)) : -1;
  });
}

function rowOf(values: Float32Array, i: number, rows: number): Float32Array {
  const columns = values.length / rows;
  return values.subarray(i * columns, (i + 1) * columns);
}

async function apply(
  fn: (examples: tf.Tensor) => tf.Tensor,
  columns: number,
  { values, count, shape }: Samples,
  { range, signal }: { range: MetricContext['range']; signal: AbortSignal | undefined },
): Promise<Rows> {
  const size = shape.reduce((product, axis) => product * axis, 1);
  const target = new Float32Array(count * columns);
  for (let from = 0; from < count; from += batchSize) {
    const to = Math.min(count, from + batchSize);
    const result = tf.tidy(() => {
      const batch = tf.tensor(values.slice(from * size, to * size), [to - from, ...shape]);
      return fn(range ? tf.clipByValue(tf.div(tf.sub(batch, range[0]), range[1] - range[0]), 0, 1) : batch);
    });
    target.set((await result.data()) as Float32Array, from * columns);
    result.dispose();
    // Signals and timers are looked at between batches.
    await turn();
    signal?.throwIfAborted();
  }
  return { values: target, columns };
}
