import { atStart, numbersAt, type Optimizer, type OptimizerComponent } from '@ganx/core/plugin';
import { fill, type Scalar, scalar, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { RewindableRandom } from './random.js';
import { patternTensor } from './slopes.js';
import { conductChecks, type Trial } from './trial.js';

interface State {
  readonly parameter: readonly number[];
  readonly slots: Readonly<Record<string, readonly number[]>>;
}

/** Numbers that move, at an update, from 1, of a run of one step of each network in an iteration. */
const nowAt = (step: number) => {
  const done = step - 1;
  return numbersAt({
    ...atStart,
    iteration: done,
    discriminatorSteps: done,
    generatorSteps: done,
    images: done,
  });
};

/** One update of (a_1, a_2, ...) with the slope of half the sum of squares, which is the point itself. */
export function stepOnQuadratic(optimizer: Optimizer, state: State, step: number, rateFactor = 1): State {
  return tidy(() => {
    const scalars = Object.fromEntries(
      Object.entries(optimizer.scalars(step, rateFactor, nowAt(step))).map(([name, value]) => [
        name,
        scalar(value),
      ]),
    ) as Record<string, Scalar>;
    const slots = Object.fromEntries(
      Object.entries(state.slots).map(([name, values]) => [name, tensor1d([...values])]),
    );
    const parameter = tensor1d([...state.parameter]);
    const next = optimizer.update({ parameter, gradient: tensor1d([...state.parameter]), slots, scalars });
    const read = (tensor: Tensor) => Array.from(tensor.dataSync());
    return {
      parameter: read(next.parameter),
      slots: Object.fromEntries(Object.entries(next.slots).map(([name, slot]) => [name, read(slot)])),
    };
  });
}

/** The state before the first update. */
export function firstState(optimizer: Optimizer, parameter: readonly number[]): State {
  const slots = Object.entries(optimizer.slots).map(
    ([name, value]) => [name, parameter.map(() => value)] as const,
  );
  return { parameter, slots: Object.fromEntries(slots) };
}

const half = (parameter: readonly number[]) => parameter.reduce((sum, value) => sum + value * value, 0) / 2;

/** One update from slots at their first values, for each example. */
export function optimizerTrials(component: OptimizerComponent, context: CheckContext): Trial[] {
  return optionsOf(component, context).map((options) => {
    const optimizer = component.create(options);
    const [parameter, gradient] = [patternTensor([2, 3]), patternTensor([2, 3], 0.1, 1.7)];
    const slots = Object.fromEntries(
      Object.entries(optimizer.slots).map(([name, value]) => [name, fill([2, 3], value)] as const),
    );
    return {
      what: JSON.stringify(options),
      inputs: [parameter, gradient, ...Object.values(slots)],
      random: new RewindableRandom(),
      run() {
        const scalars = Object.fromEntries(
          Object.entries(optimizer.scalars(1, 1, nowAt(1))).map(([name, value]) => [name, scalar(value)]),
        ) as Record<string, Scalar>;
        const next = optimizer.update({ parameter, gradient, slots, scalars });
        return [next.parameter, ...Object.values(next.slots)];
      },
    };
  });
}

/** What holds for every optimizer, for each of its examples. */
export function optimizerChecks(component: OptimizerComponent, context: CheckContext): Check[] {
  const each = judgeEach(() => optionsOf(component, context).map((options) => component.create(options)));
  const start = [1, -2, 0.5, 3];
  return [
    each('learning', 'each of ten steps lowers a quadratic', (optimizer) => {
      let state = firstState(optimizer, start);
      for (let step = 1; step <= 10; step++) {
        const next = stepOnQuadratic(optimizer, state, step);
        if (!(half(next.parameter) < half(state.parameter))) {
          throw new Finding(`Step ${step} leads from ${half(state.parameter)} to ${half(next.parameter)}.`);
        }
        state = next;
      }
    }),
    each('shape', 'a slot keeps its name and shape', (optimizer) => {
      const state = stepOnQuadratic(optimizer, firstState(optimizer, start), 1);
      const [before, after] = [
        Object.keys(optimizer.slots).sort().join(),
        Object.keys(state.slots).sort().join(),
      ];
      if (before !== after) throw new Finding(`Slots ${before} became ${after}.`);
      for (const [name, values] of Object.entries(state.slots)) {
        if (values.length !== start.length)
          throw new Finding(`Slot ${name} has ${values.length} values, not ${start.length}.`);
      }
    }),
    each('state-lost', 'the same state gives the same update: nothing is kept inside', (optimizer) => {
      const state = firstState(optimizer, start);
      const once = stepOnQuadratic(optimizer, state, 1);
      stepOnQuadratic(optimizer, once, 2);
      const again = stepOnQuadratic(optimizer, state, 1);
      if (JSON.stringify(once) !== JSON.stringify(again))
        throw new Finding('A second call with the same state differs.');
    }),
    each(
      'not-finite',
      'its numbers are finite at the first and at a late step, and the learning rate is not negative',
      (optimizer) => {
        for (const step of [1, 2, 1000, 1_000_000]) {
          const scalars = optimizer.scalars(step, 1, nowAt(step));
          const bad = Object.entries(scalars).find(([, value]) => !Number.isFinite(value));
          if (bad) throw new Finding(`${bad[0]} is ${bad[1]} at step ${step}.`);
          if (scalars.learningRate < 0)
            throw new Finding(`The learning rate is ${scalars.learningRate} at step ${step}.`);
        }
      },
    ),
    each('learning', 'a rate factor of a half halves the learning rate and the update', (optimizer) => {
      for (const step of [1, 1000]) {
        const [whole, half] = [1, 0.5].map(
          (factor) => optimizer.scalars(step, factor, nowAt(step)).learningRate,
        );
        if (Math.abs(half! - whole! / 2) > 1e-6 * whole!)
          throw new Finding(`At step ${step} the learning rate is ${whole}, and ${half} at half of it.`);
      }
      const [whole, half] = [1, 0.5].map((factor) => {
        const first = firstState(optimizer, start);
        return start[0]! - stepOnQuadratic(optimizer, first, 1, factor).parameter[0]!;
      });
      if (Math.abs(half! - whole! / 2) > 1e-3 * Math.abs(whole!))
        throw new Finding(`The first update goes ${whole}, and ${half} at half the learning rate.`);
    }),
    each('learning', 'a gradient of 0 leaves a fresh parameter where it is', (optimizer) => {
      const state = stepOnQuadratic(optimizer, firstState(optimizer, [0, 0]), 1);
      if (state.parameter.some((value) => value !== 0))
        throw new Finding(`0 became ${state.parameter.join(', ')}.`);
    }),
    ...conductChecks(() => optimizerTrials(component, context)),
  ];
}
