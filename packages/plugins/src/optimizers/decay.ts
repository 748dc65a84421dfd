import type { NumberNow, PropertySchema, Schedulable } from '@ganx/core/plugin';
import { add, mul, type Scalar, type Tensor } from '@tensorflow/tfjs-core';

/** The option of a running mean's decay. */
export const decayOption = <const D extends number>(description: string, usual: D) =>
  ({
    description,
    type: 'number',
    minimum: 0,
    exclusiveMaximum: 1,
    default: usual,
    'x-ganx-schedulable': true,
  }) as const satisfies PropertySchema;

/** The option that keeps a root of a mean square away from 0. */
export const epsilonOption = {
  description: 'Added to the root of the mean square, above 0.',
  type: 'number',
  exclusiveMinimum: 0,
  default: 1e-8,
} as const satisfies PropertySchema;

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
