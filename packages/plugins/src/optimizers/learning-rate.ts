import { OptionsError } from '@ganx/core';
import type { NumberNow, PropertySchema, Schedulable } from '@ganx/core/plugin';

/** The `learningRate` option of an optimizer. */
export const learningRateOption = <const D extends number>(usual: D) =>
  ({
    description: 'Learning rate, above 0.',
    type: 'number',
    exclusiveMinimum: 0,
    default: usual,
    'x-ganx-schedulable': true,
  }) as const satisfies PropertySchema;

/** The `schedule` option of an optimizer: how the learning rate changes. */
export const scheduleOption = {
  description: "How the learning rate changes with this network's updates (not iterations).",
  type: 'object',
  additionalProperties: false,
  properties: {
    shape: {
      description:
        'constant; linear or cosine down to floor over overUpdates updates; exponential: divided by divideBy at every update, down to floor.',
      type: 'string',
      enum: ['constant', 'linear', 'exponential', 'cosine'],
      default: 'constant',
    },
    warmUpUpdates: {
      description:
        'Updates over which the rate first grows linearly from near 0, at least 0. The shape starts after them.',
      type: 'integer',
      minimum: 0,
      default: 0,
    },
    overUpdates: {
      description: 'For linear and cosine: updates until the floor is reached, at least 1.',
      type: 'integer',
      minimum: 1,
    },
    divideBy: {
      description: 'For exponential: divisor per update, above 1, as 1.000004.',
      type: 'number',
      exclusiveMinimum: 1,
    },
    floor: {
      description: 'The rate never falls below this after the warm-up, at least 0.',
      type: 'number',
      minimum: 0,
      default: 0,
    },
  },
  default: {},
} as const satisfies PropertySchema;

export interface Schedule {
  readonly shape: 'constant' | 'linear' | 'exponential' | 'cosine';
  readonly warmUpUpdates: number;
  readonly overUpdates?: number;
  readonly divideBy?: number;
  readonly floor: number;
}

/**
 * The learning rate at a step, counted from 1 in updates of one network.
 *
 * A rate with a schedule of its own is that schedule's number, grown into over the warm-up. Else:
 *
 *   t = step - 1 - warmUp, the updates made since the warm-up
 *   warm-up       rate * step / warmUp                    while step <= warmUp
 *   constant      rate
 *   linear        rate + (floor - rate) * min(1, t / over)
 *   exponential   max(floor, rate / divideBy^t)
 *   cosine        floor + (rate - floor) * (1 + cos(pi * min(1, t / over))) / 2
 *
 * Source  Loshchilov & Hutter 2017, arXiv:1608.03983 (cosine); the exponential form is pylearn2's ExponentialDecay, which
 *         Goodfellow et al. 2014 used (0.1 divided by 1.000004 at each update, down to 1e-6).
 */
export function learningRateAt(
  rate: Schedulable,
  schedule: Schedule,
): (step: number, now: NumberNow) => number {
  const { warmUpUpdates } = schedule;
  if (typeof rate !== 'number') checkMoving(schedule);
  const after = typeof rate === 'number' ? shaped(rate, schedule) : (_t: number, now: NumberNow) => now(rate);
  return (step, now) =>
    step <= warmUpUpdates ? (now(rate) * step) / warmUpUpdates : after(step - 1 - warmUpUpdates, now);
}

function shaped(rate: number, schedule: Schedule): (t: number) => number {
  const { shape, overUpdates, divideBy, floor } = schedule;
  checkSchedule(rate, schedule);
  return (t) => {
    switch (shape) {
      case 'constant':
        return rate;
      case 'linear':
        return rate + (floor - rate) * Math.min(1, t / overUpdates!);
      case 'exponential':
        return Math.max(floor, rate / divideBy! ** t);
      case 'cosine':
        return floor + ((rate - floor) * (1 + Math.cos(Math.PI * Math.min(1, t / overUpdates!)))) / 2;
    }
  };
}

/** Two schedules of one number would each be half the truth; a warm-up before the one goes well with it. */
function checkMoving({ shape, floor }: Schedule): void {
  if (shape === 'constant' && floor === 0) return;
  throw new OptionsError(
    shape === 'constant' ? 'schedule.floor' : 'schedule.shape',
    'The learning rate has a schedule of its own; beside it `schedule` takes warmUpUpdates alone.',
  );
}

function checkSchedule(rate: number, { shape, overUpdates, divideBy, floor }: Schedule): void {
  const finite = shape === 'linear' || shape === 'cosine';
  if (finite !== (overUpdates !== undefined)) {
    throw new OptionsError(
      finite ? 'schedule.shape' : 'schedule.overUpdates',
      finite
        ? `A ${shape} schedule needs overUpdates: the number of updates until the floor.`
        : `A schedule of shape ${shape} does not use overUpdates; remove it, or choose linear or cosine.`,
    );
  }
  if ((shape === 'exponential') !== (divideBy !== undefined)) {
    throw new OptionsError(
      shape === 'exponential' ? 'schedule.shape' : 'schedule.divideBy',
      shape === 'exponential'
        ? 'An exponential schedule needs divideBy: the divisor per update, as 1.000004.'
        : `A schedule of shape ${shape} does not use divideBy; remove it, or choose exponential.`,
    );
  }
  if (floor > rate) {
    throw new OptionsError(
      'schedule.floor',
      `The floor ${floor} lies above the learning rate ${rate}; it must not.`,
    );
  }
}
