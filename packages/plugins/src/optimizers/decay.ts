import type { NumberNow, Schedulable } from '@ganx/core/plugin';
import { add, mul, type Scalar, type Tensor } from '@tensorflow/tfjs-core';

/** A running mean whose decay may move: constants of the graph where it is fixed, scalars of the step where it moves. */
export interface RunningMean {
  /** What `scalars` gives for it. */
  scalars(now: NumberNow): Readonly<Record<string, number>>;
  /** decay * mean + (1 - decay) * value */
  next(mean: Tensor, value: Tensor, scalars: Readonly<Record<string, Scalar>>): Tensor;
}

/** @param name of the decay among the optimizer's scalars. */
export function runningMean(name: string, decay: Schedulable): RunningMean {
  if (typeof decay === 'number') {
    return {
      scalars: () => ({}),
      next: (mean, value) => add(mul(mean, decay), mul(value, 1 - decay)),
    };
  }
  const fresh = `1 - ${name}`;
  return {
    scalars: (now) => ({ [name]: now(decay), [fresh]: 1 - now(decay) }),
    next: (mean, value, scalars) => add(mul(mean, scalars[name]!), mul(value, scalars[fresh]!)),
  };
}
