import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { toRange } from '../../data/range.js';
import { openCheckpoint } from '../../run/index.js';
import type { Network } from '../network/network.js';
import type { Session } from '../train/session.js';
import { drawLatents } from './sampler.js';

/** A layer that gives numbers which are not finite for numbers that are. */
export interface BadLayer {
  /** Its place in the network: `discriminator/02-dense`. */
  readonly place: string;
  readonly type: string;
  /** Whether it is a part of the conditioning. */
  readonly conditioning: boolean;
  /** The first such number. */
  readonly value: number;
}

/**
 * Looks for the first layer that fails with the weights of the last good checkpoint: in the generator, then in the
 * discriminator, which is shown the last real examples and what that generator makes. The weights stay what they were
 * there; this is for a run that has diverged, whose weights are worth nothing.
 */
export async function findBadLayer({ built, feed, run }: Session): Promise<BadLayer | undefined> {
  const { classes, discriminator, generator, spec } = built;
  const { tensors } = openCheckpoint(run.folder);
  for (const { network } of [generator, discriminator]) {
    for (const { name, variable } of network.weights) {
      const { data, shape } = tensors.get(name)!;
      const saved = tf.tensor(data, [...shape], 'float32');
      variable.assign(saved);
      saved.dispose();
    }
  }
  const { batchSize } = spec.data;
  const { examples, labels } = feed.latest;
  const real = toRange(examples.data, spec.data.range);
  const oneHot = classes === undefined ? undefined : oneHotOf(labels!.data, classes);
  const latents = drawLatents(built, { count: batchSize, stream: 'probes' });
  const made = await passThrough(generator.network, latents, [batchSize, spec.latent.size], oneHot);
  if (made.bad) return made.bad;
  for (const shown of [real, made.output]) {
    const { bad } = await passThrough(discriminator.network, shown, examples.shape, oneHot);
    if (bad) return bad;
  }
  return undefined;
}

type Labels = { readonly data: Float32Array; readonly shape: [number, number] };

/** One pass in training mode that looks at what each layer gives. */
async function passThrough(
  { conditional, layers, model, transforms }: Network,
  values: Float32Array,
  shape: readonly number[],
  labels: Labels | undefined,
): Promise<{ readonly bad: BadLayer | undefined; readonly output: Float32Array }> {
  const own = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  const watched = tfl.model({ inputs: model.inputs, outputs: own.flatMap(({ output }) => output) });
  const outputs = tf.tidy(() => {
    const x = tf.tensor(values, [...shape], 'float32');
    const inputs = conditional ? [x, tf.tensor(labels!.data, labels!.shape, 'float32')] : x;
    return transforms.within(() => [watched.apply(inputs, { training: true })].flat() as tf.Tensor[]);
  });
  try {
    let output = values;
    for (const [index, tensor] of outputs.entries()) {
      output = Float32Array.from(await tensor.data());
      const value = output.find((one) => !Number.isFinite(one));
      if (value === undefined) continue;
      const { name } = own[index]!;
      const at = layers.find((layer) => name === layer.name || name.startsWith(`${layer.name}/`));
      const place = at?.name ?? name;
      const conditioning = /\/conditioning(-head)?$/.test(place);
      return { bad: { place, type: at?.type ?? own[index]!.getClassName(), conditioning, value }, output };
    }
    return { bad: undefined, output };
  } finally {
    tf.dispose(outputs);
  }
}

function oneHotOf(labels: ArrayLike<number>, classes: number): Labels {
  const data = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) data[i * classes + labels[i]!] = 1;
  return { data, shape: [labels.length, classes] };
}
