import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PluginError } from '@ganx/core';
import type { Features } from '@ganx/core/plugin';
import { decodeSafetensors } from '@ganx/core/run';
import * as tf from '@tensorflow/tfjs-core';

/** Shapes of the classifier's weights. */
export const lenetShapes = {
  'conv1/kernel': [5, 5, 1, 32],
  'conv1/bias': [32],
  'conv2/kernel': [5, 5, 32, 64],
  'conv2/bias': [64],
  'dense/kernel': [3136, 64],
  'dense/bias': [64],
  'output/kernel': [64, 10],
  'output/bias': [10],
} as const;

export type LenetWeights = Readonly<Record<keyof typeof lenetShapes, tf.Tensor>>;

/**
 * Hidden features of a small convolutional classifier of 28 x 28 grey images.
 *
 *   [N,28,28,1] -> conv 5x5 stride 2, relu [N,14,14,32] -> conv 5x5 stride 2, relu [N,7,7,64] -> dense, relu [N,64]
 *
 * Strided convolutions stand where LeNet-5 pools, so that few operations are needed of a backend.
 * Source: after LeCun et al. 1998, "Gradient-based learning applied to document recognition".
 */
export function lenetFeatures(weights: LenetWeights, images: tf.Tensor): tf.Tensor2D {
  return tf.tidy(() => {
    const scaled = tf.sub(tf.mul(images, 2), 1) as tf.Tensor4D;
    const hidden1 = convolve(scaled, weights['conv1/kernel'], weights['conv1/bias']);
    const hidden2 = convolve(hidden1, weights['conv2/kernel'], weights['conv2/bias']);
    const flat = tf.reshape(hidden2, [-1, 3136]);
    return tf.relu(
      tf.add(tf.matMul(flat, weights['dense/kernel'] as tf.Tensor2D), weights['dense/bias']),
    ) as tf.Tensor2D;
  });
}

/** Class scores [N,10] from hidden features [N,64]. */
export function lenetLogits(weights: LenetWeights, features: tf.Tensor): tf.Tensor2D {
  return tf.tidy(() =>
    tf.add(
      tf.matMul(features as tf.Tensor2D, weights['output/kernel'] as tf.Tensor2D),
      weights['output/bias'],
    ),
  );
}

function convolve(images: tf.Tensor4D, kernel: tf.Tensor, bias: tf.Tensor): tf.Tensor4D {
  return tf.relu(tf.add(tf.conv2d(images, kernel as tf.Tensor4D, 2, 'same'), bias)) as tf.Tensor4D;
}

/** A sentence if examples of this shape cannot be read. */
export function acceptsGrey28(shape: readonly number[]): true | string {
  return (
    shape.join() === '28,28,1' || `reads grey images of 28 x 28 x 1, not examples of ${shape.join(' x ')}.`
  );
}

/**
 * The classifier with weights from `weights/<name>.safetensors` of this package.
 *
 * Errors     PluginError GANX_FEATURES_WEIGHTS if the file is missing or is not the one that was published with this version.
 */
export async function loadLenet(name: string, sha256: string): Promise<Features> {
  const path = fileURLToPath(new URL(`../../weights/${name}.safetensors`, import.meta.url));
  const file = await readFile(path).catch((cause: unknown) => {
    throw damaged(path, `no readable file (${(cause as NodeJS.ErrnoException).code})`, cause);
  });
  const seen = createHash('sha256').update(file).digest('hex');
  if (seen !== sha256) throw damaged(path, `a file with sha256 ${seen}; expected ${sha256}`);
  const stored = decodeSafetensors(file, path);
  const weights = Object.fromEntries(
    Object.entries(lenetShapes).map(([key, shape]) => [key, tf.tensor(stored.get(key)!.data, [...shape])]),
  ) as unknown as LenetWeights;
  return {
    size: 64,
    classes: 10,
    identity: { name, sha256 },
    features: (examples) => lenetFeatures(weights, examples),
    logits: (examples) => tf.tidy(() => lenetLogits(weights, lenetFeatures(weights, examples))),
    dispose: () => tf.dispose(weights as unknown as tf.NamedTensorMap),
  };
}

function damaged(path: string, seen: string, cause?: unknown): PluginError {
  return new PluginError('GANX_FEATURES_WEIGHTS', `${path}: ${seen}. Install @ganx/plugins again.`, {
    place: { path },
    cause,
  });
}
