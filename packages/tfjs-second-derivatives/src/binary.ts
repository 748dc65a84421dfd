import {
  cast,
  equal,
  FloorDiv,
  type GradConfig,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  logicalAnd,
  Maximum,
  Minimum,
  mul,
  onesLike,
  Pow,
  pow,
  SquaredDifference,
  scalar,
  sub,
  type Tensor,
  where,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { unbroadcast } from './broadcast.js';

type Slope = (dy: Tensor, a: Tensor, b: Tensor) => Tensor;

const ofTwo = (kernelName: string, byA: Slope, byB: Slope): GradConfig => ({
  kernelName,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, [a, b]) => ({
    a: () => unbroadcast(byA(dy as Tensor, a!, b!), a!.shape),
    b: () => unbroadcast(byB(dy as Tensor, a!, b!), b!.shape),
  }),
});

const where01 = (condition: Tensor) => cast(condition, 'float32');

/** An exponent less one; 0 for 0^0, whose slope is 0 and would be 0 times infinity. */
const lowered = (a: Tensor, b: Tensor) => {
  const exponent = cast(b, 'float32');
  const flat = logicalAnd(equal(exponent, 0), equal(a, 0));
  return sub(exponent, where(flat, scalar(0), scalar(1)));
};

/**
 * Operations on two tensors. TensorFlow.js 4.22 throws where inputs of maximum, minimum and squared difference are broadcast,
 * says that floor division slopes as division does (it is flat), and loses a path in the second derivative of a power,
 * whose saved result it uses. Where it is right, factors stand as it has them, so that values keep their bits.
 */
export const binary: readonly GradConfig[] = [
  ofTwo(
    Maximum,
    (dy, a, b) => mul(dy, where01(greaterEqual(a, b))),
    (dy, a, b) => mul(dy, where01(less(a, b))),
  ),
  ofTwo(
    Minimum,
    (dy, a, b) => mul(dy, where01(lessEqual(a, b))),
    (dy, a, b) => mul(dy, where01(greater(a, b))),
  ),
  ofTwo(
    SquaredDifference,
    (dy, a, b) => mul(dy, mul(2, sub(a, b))),
    (dy, a, b) => mul(dy, mul(2, sub(b, a))),
  ),
  {
    kernelName: FloorDiv,
    inputsToSave: ['a', 'b'],
    gradFunc: (_, [a, b]) => ({ a: () => zeros(a!.shape), b: () => zeros(b!.shape) }),
  },
  ofTwo(
    Pow,
    (dy, a, b) => mul(dy, mul(cast(b, 'float32'), pow(a, lowered(a, b)))),
    (dy, a, b) => {
      const condition = greater(a, 0);
      // A logarithm of 1 where there is none, so that nothing infinite meets a zero when this is differentiated.
      const logarithm = where(condition, log(where(condition, a, onesLike(a))), zerosLike(a));
      return mul(dy, mul(pow(a, b), logarithm));
    },
  ),
];
