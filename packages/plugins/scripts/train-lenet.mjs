// Trains the classifier behind the feature extractors `lenet-mnist` and `lenet-fashion` and writes its weights.
//
//   npm run build && node packages/plugins/scripts/train-lenet.mjs mnist|fashion-mnist [--epochs 12] [--seed 1]
//
// Runs on @tensorflow/tfjs-node where that is installed (minutes), else on the plain cpu backend (hours). Prints the test
// accuracy of the weights as they are stored, in half precision, and the sha256 to enter in src/features/.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { encodeSafetensors, fromFloat16, toFloat16 } from '@ganx/core/run';
import * as tf from '@tensorflow/tfjs-core';
import { datasets } from '../dist/datasets/index.js';
import { lenetFeatures, lenetLogits, lenetShapes } from '../dist/features/lenet.js';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { epochs: { type: 'string', default: '12' }, seed: { type: 'string', default: '1' } },
});
const names = { mnist: 'lenet-mnist', 'fashion-mnist': 'lenet-fashion' };
const dataset = positionals[0];
if (!(dataset in names)) throw new Error(`Name one of: ${Object.keys(names).join(', ')}`);
const name = names[dataset];
const epochs = Number(options.epochs);
const batch = 128;
const peakRate = 2e-3;
const weightDecay = 1e-4;
const keep = 0.6;
const smoothing = 0.05;
const shift = 2;

try {
  await import('@tensorflow/tfjs-node');
} catch {
  await import('@tensorflow/tfjs-backend-cpu');
}
await tf.ready();
console.log(`${name}: ${epochs} epochs on the ${tf.getBackend()} backend`);

/** Mulberry32: all randomness of the training comes from here. */
let state = Number(options.seed);
function uniform() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

const context = { directory: '.', random: undefined };
const data = await datasets
  .find(({ type }) => type === dataset)
  .load({ validation: 0, validationFrom: 'drawn', validationSeed: 0 }, context);

/** He's initialization for kernels, zero for biases. */
const weights = Object.fromEntries(
  Object.entries(lenetShapes).map(([key, shape]) => {
    const fanIn = shape.slice(0, -1).reduce((a, b) => a * b, 1);
    const size = shape.reduce((a, b) => a * b, 1);
    const values = Float32Array.from({ length: size }, () =>
      shape.length === 1 ? 0 : normal() * Math.sqrt(2 / fanIn),
    );
    return [key, tf.variable(tf.tensor(values, shape), true, key)];
  }),
);
const kernels = Object.entries(weights)
  .filter(([key]) => key.endsWith('kernel'))
  .map(([, kernel]) => kernel);

function images(split, indices, augment) {
  const bytes = new Uint8Array(indices.length * 784);
  split.read(indices, bytes);
  const values = new Float32Array(bytes.length);
  for (let n = 0; n < indices.length; n++) {
    const dx = augment ? Math.floor(uniform() * (2 * shift + 1)) - shift : 0;
    const dy = augment ? Math.floor(uniform() * (2 * shift + 1)) - shift : 0;
    const mirror = augment && dataset === 'fashion-mnist' && uniform() < 0.5;
    for (let y = 0; y < 28; y++) {
      for (let x = 0; x < 28; x++) {
        const [fromX, fromY] = [(mirror ? 27 - x : x) - dx, y - dy];
        if (fromX < 0 || fromX > 27 || fromY < 0 || fromY > 27) continue;
        values[n * 784 + y * 28 + x] = bytes[n * 784 + fromY * 28 + fromX] / 255;
      }
    }
  }
  return tf.tensor(values, [indices.length, 28, 28, 1]);
}

function accuracy(net) {
  let right = 0;
  const { heldOut } = data;
  for (let at = 0; at < heldOut.size; at += 1000) {
    const indices = Int32Array.from({ length: 1000 }, (_, i) => at + i);
    const guesses = tf.tidy(() =>
      tf.argMax(lenetLogits(net, lenetFeatures(net, images(heldOut, indices, false))), 1).dataSync(),
    );
    right += guesses.filter((guess, i) => guess === heldOut.labels[at + i]).length;
  }
  return right / heldOut.size;
}

const optimizer = tf.train.adam(peakRate);
const order = Int32Array.from({ length: data.train.size }, (_, i) => i);
const stepsPerEpoch = Math.floor(data.train.size / batch);
const steps = epochs * stepsPerEpoch;
for (let epoch = 0, step = 0; epoch < epochs; epoch++) {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  let sum = 0;
  for (let at = 0; at < stepsPerEpoch; at++, step++) {
    // A warm-up of 200 steps, then half a cosine down to zero.
    optimizer.learningRate =
      (peakRate * Math.min(1, step / 200) * (1 + Math.cos((Math.PI * step) / steps))) / 2;
    const indices = order.slice(at * batch, (at + 1) * batch);
    const loss = tf.tidy(() => {
      const x = images(data.train, indices, true);
      const y = tf.oneHot(
        tf.tensor1d(
          Array.from(indices, (i) => data.train.labels[i]),
          'int32',
        ),
        10,
      );
      const target = tf.add(tf.mul(tf.cast(y, 'float32'), 1 - smoothing), smoothing / 10);
      const mask = tf.tensor2d(
        Float32Array.from({ length: batch * 64 }, () => (uniform() < keep ? 1 / keep : 0)),
        [batch, 64],
      );
      return optimizer
        .minimize(() => {
          const logits = lenetLogits(weights, tf.mul(lenetFeatures(weights, x), mask));
          const crossEntropy = tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(logits)), 1)));
          const penalty = kernels.map((kernel) => tf.sum(tf.square(kernel))).reduce((a, b) => tf.add(a, b));
          return tf.add(crossEntropy, tf.mul(penalty, weightDecay / 2));
        }, true)
        .dataSync()[0];
    });
    sum += loss;
  }
  console.log(
    `epoch ${epoch + 1}: loss ${(sum / stepsPerEpoch).toFixed(4)}, test accuracy ${accuracy(weights).toFixed(4)}`,
  );
}

const stored = new Map(
  Object.entries(lenetShapes).map(([key, shape]) => [key, { shape, data: weights[key].dataSync() }]),
);
const halved = Object.fromEntries(
  [...stored].map(([key, { shape, data }]) => [key, tf.tensor(fromFloat16(toFloat16(data)), shape)]),
);
const result = accuracy(halved);
const metadata = {
  trainedBy: 'packages/plugins/scripts/train-lenet.mjs',
  dataset,
  datasetFingerprint: data.fingerprint,
  epochs: String(epochs),
  seed: options.seed,
  testAccuracy: String(result),
};
const file = Buffer.concat(encodeSafetensors(stored, metadata, 'F16'));
writeFileSync(new URL(`../weights/${name}.safetensors`, import.meta.url), file);
console.log(
  `stored ${file.length} bytes: test accuracy ${result}, sha256 ${createHash('sha256').update(file).digest('hex')}`,
);
