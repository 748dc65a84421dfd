import type { NetworkView, Samples } from '../../plugin/index.js';
import type { Built } from '../build/built.js';
import { modelJson } from '../build/model-json.js';
import type { Network } from '../network/network.js';
import { sampleBatch } from './sampler.js';

/** What callbacks see of a network. The live weights, not averaged ones. */
export function viewNetwork({ model, weights }: Network): NetworkView {
  return {
    weights: async () => {
      const read = weights.map(async ({ name, variable, trainable }) => ({
        name,
        trainable,
        shape: variable.shape,
        // A copy: some backends hand out their own memory.
        values: Float32Array.from(await variable.data()),
      }));
      return Promise.all(read);
    },
    modelJson: () => modelJson(model),
  };
}

/**
 * The discriminator's opinion of each example. Batches have sizes of powers of two, so that few graphs are traced; what is
 * missing is filled with examples once more, since some discriminators compare the samples of a batch.
 */
export async function scoreExamples(built: Built, { values, count, labels }: Samples): Promise<Float32Array> {
  const { classes, info } = built;
  if (classes !== undefined && labels?.length !== count) {
    throw new RangeError(
      `The discriminator takes labels: ${count} examples need ${count} labels, not ${labels?.length ?? 0}.`,
    );
  }
  const size = info.shape.reduce((a, b) => a * b, 1);
  const whole = sampleBatch(info.shape);
  const opinions = new Float32Array(count);
  built.sampling.load({});
  for (let from = 0; from < count; ) {
    const left = count - from;
    const batch = left >= whole ? whole : Math.max(16, 2 ** Math.ceil(Math.log2(left)));
    const used = Math.min(batch, left);
    const data = new Float32Array(batch * size);
    const y = new Int32Array(batch);
    for (let i = 0; i < batch; i++) {
      const index = from + (i % used);
      data.set(values.subarray(index * size, (index + 1) * size), i * size);
      y[i] = labels?.[index] ?? 0;
    }
    const made = await built.score({
      examples: { shape: [batch, ...info.shape], data },
      ...(classes === undefined ? {} : { labels: { shape: [batch], data: y } }),
    });
    opinions.set(made.subarray(0, used), from);
    from += used;
  }
  return opinions;
}
