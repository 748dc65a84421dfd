import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/** Small GANs with whole training steps in plain operations, for tests and benchmarks. */

export interface Gan {
  generator: tfl.LayersModel;
  discriminator: tfl.LayersModel;
  latent: number;
  image: number[];
}

/** A fixed sequence in [-1, 1): the same weights and batches on every backend. */
export function sequence(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

export function filled(shape: number[], next: () => number, scale = 1): tf.Tensor {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < data.length; i++) data[i] = next() * scale;
  return tf.tensor(data, shape);
}

const leaky = () => tfl.layers.leakyReLU({ alpha: 0.2 });

export function makeMlp(latent: number, hidden: number, out: number, activation?: 'sigmoid'): Gan {
  const generator = tfl.sequential({
    layers: [
      tfl.layers.dense({ inputShape: [latent], units: hidden, activation: 'relu' }),
      tfl.layers.dense({ units: hidden, activation: 'relu' }),
      tfl.layers.dense({ units: out, ...(activation ? { activation } : {}) }),
    ],
  });
  const discriminator = tfl.sequential({
    layers: [
      tfl.layers.dense({ inputShape: [out], units: hidden }),
      leaky(),
      tfl.layers.dense({ units: hidden }),
      leaky(),
      tfl.layers.dense({ units: 1 }),
    ],
  });
  return { generator, discriminator, latent, image: [out] };
}

/** TensorFlow's tutorial DCGAN with `width` filters (64 there) on side x side images. */
export function makeDcgan(latent: number, width: number, side: number, batchNorm = true): Gan {
  const s = side / 4;
  const g = [
    tfl.layers.dense({ inputShape: [latent], units: s * s * 4 * width, useBias: false }),
    ...(batchNorm ? [tfl.layers.batchNormalization()] : []),
    leaky(),
    tfl.layers.reshape({ targetShape: [s, s, 4 * width] }),
    tfl.layers.conv2dTranspose({
      filters: 2 * width,
      kernelSize: 5,
      strides: 1,
      padding: 'same',
      useBias: false,
    }),
    ...(batchNorm ? [tfl.layers.batchNormalization()] : []),
    leaky(),
    tfl.layers.conv2dTranspose({
      filters: width,
      kernelSize: 5,
      strides: 2,
      padding: 'same',
      useBias: false,
    }),
    ...(batchNorm ? [tfl.layers.batchNormalization()] : []),
    leaky(),
    tfl.layers.conv2dTranspose({
      filters: 1,
      kernelSize: 5,
      strides: 2,
      padding: 'same',
      useBias: false,
      activation: 'tanh',
    }),
  ];
  const d = [
    tfl.layers.conv2d({
      inputShape: [side, side, 1],
      filters: width,
      kernelSize: 5,
      strides: 2,
      padding: 'same',
    }),
    leaky(),
    tfl.layers.conv2d({ filters: 2 * width, kernelSize: 5, strides: 2, padding: 'same' }),
    leaky(),
    tfl.layers.flatten(),
    tfl.layers.dense({ units: 1 }),
  ];
  return {
    generator: tfl.sequential({ layers: g }),
    discriminator: tfl.sequential({ layers: d }),
    latent,
    image: [side, side, 1],
  };
}

/** Gives all weights values that do not depend on the backend. */
export function seedWeights(gan: Gan, seed: number): void {
  const next = sequence(seed);
  for (const model of [gan.generator, gan.discriminator]) {
    for (const weight of model.weights) {
      if (/gamma|variance/.test(weight.name)) continue;
      const fan = Math.max(
        1,
        weight.shape.slice(0, -1).reduce<number>((a, b) => a * (b ?? 1), 1),
      );
      weight.write(filled(weight.shape as number[], next, Math.sqrt(3 / fan)));
    }
  }
}

interface Slot {
  m: tf.Variable;
  v: tf.Variable;
}

/** Adam in plain operations; the step count is a tensor, so that a trace does not freeze it. */
export function makeAdam(variables: tf.Variable[], rate = 2e-4, beta1 = 0.5, beta2 = 0.999) {
  const slots = new Map<string, Slot>(
    variables.map((x) => [
      x.name,
      { m: tf.variable(tf.zerosLike(x), false), v: tf.variable(tf.zerosLike(x), false) },
    ]),
  );
  const step = tf.variable(tf.scalar(0), false);
  return {
    state: [step, ...[...slots.values()].flatMap(({ m, v }) => [m, v])],
    apply(grads: Record<string, tf.Tensor>): void {
      tf.tidy(() => {
        const t = tf.add(step, 1);
        step.assign(t as tf.Scalar);
        const scale = tf.mul(tf.div(tf.sqrt(tf.sub(1, tf.pow(beta2, t))), tf.sub(1, tf.pow(beta1, t))), rate);
        for (const variable of variables) {
          const grad = grads[variable.name]!;
          const { m, v } = slots.get(variable.name)!;
          const m1 = tf.add(tf.mul(m, beta1), tf.mul(grad, 1 - beta1));
          const v1 = tf.add(tf.mul(v, beta2), tf.mul(tf.square(grad), 1 - beta2));
          m.assign(m1);
          v.assign(v1);
          variable.assign(tf.sub(variable, tf.mul(scale, tf.div(m1, tf.add(tf.sqrt(v1), 1e-7)))));
        }
      });
    },
  };
}

export const variablesOf = (model: tfl.LayersModel): tf.Variable[] =>
  model.trainableWeights.map((w) => (w as unknown as { val: tf.Variable }).val);

/** One discriminator step and one generator step, non-saturating. */
export function makeSteps(gan: Gan, penalty = 0) {
  const dVars = variablesOf(gan.discriminator);
  const gVars = variablesOf(gan.generator);
  const dAdam = makeAdam(dVars);
  const gAdam = makeAdam(gVars);
  const D = (x: tf.Tensor) => gan.discriminator.apply(x, { training: true }) as tf.Tensor;
  const G = (z: tf.Tensor) => gan.generator.apply(z, { training: true }) as tf.Tensor;
  const slope = (x: tf.Tensor) => {
    const grad = tf.grad((input: tf.Tensor) => tf.sum(D(input)))(x);
    const axes = grad.shape.map((_, i) => i).slice(1);
    const norm = tf.sqrt(tf.add(tf.sum(tf.square(grad), axes), 1e-12));
    return tf.mean(tf.square(tf.sub(norm, 1)));
  };
  const dStep = ({ real, z }: { real: tf.Tensor; z: tf.Tensor }) => {
    const fake = G(z);
    const { value, grads } = tf.variableGrads(() => {
      const loss = tf.add(tf.mean(tf.softplus(tf.neg(D(real)))), tf.mean(tf.softplus(D(fake))));
      const between = () => tf.mul(tf.add(real, fake), 0.5);
      return (penalty > 0 ? tf.add(loss, tf.mul(slope(between()), penalty)) : loss) as tf.Scalar;
    }, dVars);
    dAdam.apply(grads);
    return { dLoss: value as tf.Tensor };
  };
  const gStep = ({ z }: { z: tf.Tensor }) => {
    const { value, grads } = tf.variableGrads(
      () => tf.mean(tf.softplus(tf.neg(D(G(z))))) as tf.Scalar,
      gVars,
    );
    gAdam.apply(grads);
    return { gLoss: value as tf.Tensor };
  };
  const state = [...gan.generator.weights, ...gan.discriminator.weights].map(
    (w) => (w as unknown as { val: tf.Variable }).val,
  );
  return { dStep, gStep, state: [...state, ...dAdam.state, ...gAdam.state] };
}
