import {
  All,
  Any,
  Equal,
  type GradConfig,
  Greater,
  Less,
  LessEqual,
  LogicalAnd,
  LogicalNot,
  LogicalOr,
  NotEqual,
  type Tensor,
  zeros,
} from '@tensorflow/tfjs-core';

const none = (input: Tensor) => () => zeros(input.shape);

const ofTwo = (kernelName: string): GradConfig => ({
  kernelName,
  inputsToSave: ['a', 'b'],
  gradFunc: (_, [a, b]) => ({ a: none(a!), b: none(b!) }),
});

/**
 * Comparisons are constant wherever they have a derivative, so it is 0. TensorFlow.js registers that for `GreaterEqual`
 * only; the gradients of leaky-relu, selu, prelu, relu6, max and min compare, and differentiating them again throws
 * "gradient function not found for Greater".
 */
export const comparisons: readonly GradConfig[] = [
  ...[Equal, NotEqual, Greater, Less, LessEqual, LogicalAnd, LogicalOr].map(ofTwo),
  ...[LogicalNot, All, Any].map(
    (kernelName): GradConfig => ({
      kernelName,
      inputsToSave: ['x'],
      gradFunc: (_, [x]) => ({ x: none(x!) }),
    }),
  ),
];
