import {
  Elu,
  Exp,
  exp,
  type GradConfig,
  minimum,
  mul,
  type NamedAttrMap,
  Sigmoid,
  Softmax,
  sigmoid,
  softmax,
  square,
  sub,
  sum,
  Tanh,
  type Tensor,
  tanh,
} from '@tensorflow/tfjs-core';

const elementwise = (kernelName: string, derivative: (x: Tensor) => Tensor): GradConfig => ({
  kernelName,
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({ x: () => mul(dy as Tensor, derivative(x!)) }),
});

/**
 * Derivatives written in terms of the input. TensorFlow.js 4.22 writes these in terms of the saved output, and the tape
 * notes the copy that it saves before the operation that made the output. When the derivative is differentiated again the
 * path through that copy is lost: sigmoid, tanh, exp and softmax silently contribute nothing (x * sigmoid(x) gets a wrong
 * second derivative), and elu has none at all. A compiler that shares common subexpressions computes nothing twice, and
 * factors stand in TensorFlow.js's order, so that first derivatives keep their bits (elu's excepted).
 * `tf.logSoftmax` brings its gradient along: see own-gradients.ts.
 */
export const fromInputs: readonly GradConfig[] = [
  {
    kernelName: Tanh,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => mul(sub(1, square(tanh(x!))), dy as Tensor) }),
  },
  elementwise(Sigmoid, (x) => {
    const y = sigmoid(x);
    return mul(y, sub(1, y));
  }),
  elementwise(Exp, exp),
  elementwise(Elu, (x) => exp(minimum(x, 0))),
  {
    kernelName: Softmax,
    inputsToSave: ['logits'],
    gradFunc: (dy, [logits], attrs: NamedAttrMap) => ({
      logits: () => {
        const y = softmax(logits!, attrs.dim as number);
        const dyTimesY = mul(dy as Tensor, y);
        return sub(dyTimesY, mul(sum(dyTimesY, attrs.dim as number, true), y));
      },
    }),
  },
];
