import { hostInput } from '@ganx/backend-onnx';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';

/** The workloads that the benchmarks of other frameworks use too: networks, batch sizes, losses and optimizers are theirs. */

const leaky = () => tfl.layers.leakyReLU({ alpha: 0.2 });

/** Dropout with a mask drawn on the host at each replay. */
function dropout(x, rate) {
  let state = 12345;
  const keep = 1 - rate;
  const mask = hostInput(
    x.shape,
    'float32',
    (target) => {
      for (let i = 0; i < target.length; i++) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        target[i] = (state >>> 0) / 2 ** 32 < keep ? 1 : 0;
      }
    },
    { feed: 'uint8' },
  );
  return tf.mul(x, tf.mul(mask, 1 / keep));
}

function chain(...parts) {
  return (x) =>
    parts.reduce(
      (value, part) => (typeof part === 'function' ? part(value) : part.apply(value, { training: true })),
      x,
    );
}

const build = (shape, layers) => {
  const model = tfl.sequential({ layers });
  model.build([null, ...shape]);
  return model;
};

export const workloads = {
  ring: () => {
    const net = (out) =>
      build(
        [2],
        [
          tfl.layers.dense({ inputShape: [2], units: 128, activation: 'relu' }),
          tfl.layers.dense({ units: 128, activation: 'relu' }),
          tfl.layers.dense({ units: out }),
        ],
      );
    const [g, d] = [net(2), net(1)];
    return { g: chain(g), d: chain(d), models: [g, d], latent: 2, image: [2], batch: 512 };
  },
  mlp: () => {
    const g = build(
      [100],
      [
        tfl.layers.dense({ inputShape: [100], units: 1200, activation: 'relu' }),
        tfl.layers.dense({ units: 1200, activation: 'relu' }),
        tfl.layers.dense({ units: 784, activation: 'sigmoid' }),
      ],
    );
    const d1 = build([784], [tfl.layers.dense({ inputShape: [784], units: 1200 }), leaky()]);
    const d2 = build([1200], [tfl.layers.dense({ inputShape: [1200], units: 1200 }), leaky()]);
    const d3 = build([1200], [tfl.layers.dense({ inputShape: [1200], units: 1 })]);
    const drop = (x) => dropout(x, 0.5);
    return {
      g: chain(g),
      d: chain(d1, drop, d2, drop, d3),
      models: [g, d1, d2, d3],
      latent: 100,
      image: [784],
      batch: 100,
    };
  },
  dcgan: () => {
    const up = (filters, strides, rest = {}) =>
      tfl.layers.conv2dTranspose({
        filters,
        kernelSize: 5,
        strides,
        padding: 'same',
        useBias: false,
        ...rest,
      });
    const g = build(
      [100],
      [
        tfl.layers.dense({ inputShape: [100], units: 7 * 7 * 256, useBias: false }),
        tfl.layers.batchNormalization(),
        leaky(),
        tfl.layers.reshape({ targetShape: [7, 7, 256] }),
        up(128, 1),
        tfl.layers.batchNormalization(),
        leaky(),
        up(64, 2),
        tfl.layers.batchNormalization(),
        leaky(),
        up(1, 2, { activation: 'tanh' }),
      ],
    );
    const down = (filters, rest = {}) =>
      tfl.layers.conv2d({ filters, kernelSize: 5, strides: 2, padding: 'same', ...rest });
    const d1 = build([28, 28, 1], [down(64, { inputShape: [28, 28, 1] }), leaky()]);
    const d2 = build([14, 14, 64], [down(128, { inputShape: [14, 14, 64] }), leaky()]);
    const d3 = build(
      [7, 7, 128],
      [tfl.layers.flatten({ inputShape: [7, 7, 128] }), tfl.layers.dense({ units: 1 })],
    );
    const drop = (x) => dropout(x, 0.3);
    return {
      g: chain(g),
      d: chain(d1, drop, d2, drop, d3),
      models: [g, d1, d2, d3],
      latent: 100,
      image: [28, 28, 1],
      batch: 64,
    };
  },
};

const variablesOf = (models) => models.flatMap((m) => m.trainableWeights.map((w) => w.val));

function adam(variables, rate = 2e-4, beta1 = 0.5, beta2 = 0.999) {
  const slots = variables.map((x) => [
    tf.variable(tf.zerosLike(x), false),
    tf.variable(tf.zerosLike(x), false),
  ]);
  let t = 0;
  return (grads) =>
    tf.tidy(() => {
      const scale = hostInput([], 'float32', (target) => {
        t++;
        target[0] = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
      });
      variables.forEach((variable, i) => {
        const [m, v] = slots[i];
        const grad = grads[variable.name];
        const m1 = tf.add(tf.mul(m, beta1), tf.mul(grad, 1 - beta1));
        const v1 = tf.add(tf.mul(v, beta2), tf.mul(tf.square(grad), 1 - beta2));
        m.assign(m1);
        v.assign(v1);
        variable.assign(tf.sub(variable, tf.mul(scale, tf.div(m1, tf.add(tf.sqrt(v1), 1e-7)))));
      });
    });
}

/** `joint`: D sees real and fake as one batch, which is the same mathematics where no layer mixes samples. */
export function makeSteps({ g, d, models: [gModel, ...dModels], latent, batch }, joint) {
  const gVars = variablesOf([gModel]);
  const dVars = variablesOf(dModels);
  const [gAdam, dAdam] = [adam(gVars), adam(dVars)];
  let state = 99;
  const noise = () =>
    hostInput([batch, latent], 'float32', (target) => {
      for (let i = 0; i < target.length; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) | 0;
        target[i] = state / 2 ** 31;
      }
    });
  const dStep = ({ real }) => {
    const fake = g(noise());
    const { value, grads } = tf.variableGrads(() => {
      const logits = joint ? d(tf.concat([real, fake])) : null;
      const onReal = joint ? tf.slice(logits, [0, 0], [batch, 1]) : d(real);
      const onFake = joint ? tf.slice(logits, [batch, 0], [batch, 1]) : d(fake);
      return tf.add(tf.mean(tf.softplus(tf.neg(onReal))), tf.mean(tf.softplus(onFake)));
    }, dVars);
    dAdam(grads);
    return { dLoss: value };
  };
  const gStep = () => {
    const { value, grads } = tf.variableGrads(() => tf.mean(tf.softplus(tf.neg(d(g(noise()))))), gVars);
    gAdam(grads);
    return { gLoss: value };
  };
  return { dStep, gStep };
}
