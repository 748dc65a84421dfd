import * as tf from '@tensorflow/tfjs-core';

/**
 * Derivatives written in terms of the input. TensorFlow.js 4.22 writes these in terms of the saved output, and its tape
 * notes the copy that it saves before the operation that made it: differentiated again, the path through that copy is
 * lost, and tanh, sigmoid, exp and softmax silently contribute nothing. In a compiled function nothing is computed twice
 * for it. First derivatives keep their values.
 */
export const fromInputs: Readonly<Record<string, Pick<tf.GradConfig, 'inputsToSave' | 'gradFunc'>>> = {
  [tf.Tanh]: {
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.mul(tf.sub(1, tf.square(tf.tanh(x!))), dy as tf.Tensor) }),
  },
  [tf.Sigmoid]: {
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({
      x: () => {
        const y = tf.sigmoid(x!);
        return tf.mul(dy as tf.Tensor, tf.mul(y, tf.sub(1, y)));
      },
    }),
  },
  [tf.Exp]: {
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy as tf.Tensor, tf.exp(x!)) }),
  },
  [tf.Softmax]: {
    inputsToSave: ['logits'],
    gradFunc: (dy, [logits], attrs) => ({
      logits: () => {
        const dim = attrs.dim as number;
        const y = tf.softmax(logits!, dim);
        const dyTimesY = tf.mul(dy as tf.Tensor, y);
        return tf.sub(dyTimesY, tf.mul(tf.sum(dyTimesY, dim, true), y));
      },
    }),
  },
};
