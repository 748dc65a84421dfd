import {
  atStart,
  type Json,
  numbersAt,
  type Optimizer,
  type OptimizerComponent,
  type OptimizerContext,
  type Registry,
  updatesOf,
} from '@ganx/core/plugin';
import { fill, mul, type Scalar, scalar, sub, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
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

/** Makes an optimizer from resolved options, and those that it is made of. */
export function openOptimizer(
  component: OptimizerComponent,
  options: Readonly<Record<string, Json>>,
  registry: Registry,
): Optimizer {
  return component.create(options, {
    optimizer: ({ type, ...own }) => openOptimizer(registry.get('optimizer', type), own, registry),
  });
}

/** For `create` of an optimizer that is made of no others. */
export const withoutParts: OptimizerContext = {
  optimizer({ type }, at) {
    throw new Error(`The optimizer "${type}" at ${at} cannot be opened here: use openOptimizer.`);
  },
};

/** What stands behind one that moves no weights by itself. */
const descent = 0.1;

/** The scalars of a step as an optimizer finds them: one without a learning rate is told that of descent. */
function scalarsAt(optimizer: Optimizer, step: number, rateFactor = 1): Record<string, Scalar> {
  const numbers = { learningRate: rateFactor * descent, ...optimizer.scalars(step, rateFactor, nowAt(step)) };
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, scalar(value)]));
}

/**
 * One update of (a_1, a_2, ...) with the slope of half the sum of squares, which is the point itself. Behind an optimizer
 * that has no learning rate stands plain descent.
 */
export function stepOnQuadratic(optimizer: Optimizer, state: State, step: number, rateFactor = 1): State {
  return tidy(() => {
    const scalars = scalarsAt(optimizer, step, rateFactor);
    const slots = Object.fromEntries(
      Object.entries(state.slots).map(([name, values]) => [name, tensor1d([...values])]),
    );
    const [parameter, gradient] = [tensor1d([...state.parameter]), tensor1d([...state.parameter])];
    const [next] = updatesOf(optimizer, [{ ...weight, parameter, gradient, slots }], scalars);
    const moves = optimizer.scalars(step, rateFactor, nowAt(step)).learningRate !== undefined;
    const end = moves
      ? next!.parameter
      : sub(next!.parameter, mul(next!.gradient ?? gradient, scalars.learningRate!));
    const read = (tensor: Tensor) => Array.from(tensor.dataSync());
    return {
      parameter: read(end),
      slots: Object.fromEntries(Object.entries(next!.slots).map(([name, slot]) => [name, read(slot)])),
    };
  });
}

const weight = { name: 'generator/00-dense/kernel', kind: 'kernel' } as const;

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
    const optimizer = openOptimizer(component, options, context.registry);
    const [parameter, gradient] = [patternTensor([2, 3]), patternTensor([2, 3], 0.1, 1.7)];
    const slots = Object.fromEntries(
      Object.entries(optimizer.slots).map(([name, value]) => [name, fill([2, 3], value)] as const),
    );
    return {
      what: JSON.stringify(options),
      inputs: [parameter, gradient, ...Object.values(slots)],
      random: new RewindableRandom(),
      run() {
        // A second weight, so that what is computed over all of them is tried.
        const due = [
          { ...weight, parameter, gradient, slots },
          { name: 'generator/00-dense/bias', kind: 'bias', parameter: gradient, gradient: parameter, slots },
        ];
        return updatesOf(optimizer, due, scalarsAt(optimizer, 1)).flatMap((next) => [
          next.parameter,
          ...(next.gradient ? [next.gradient] : []),
          ...Object.values(next.slots),
        ]);
      },
    };
  });
}

/** What holds for every optimizer, for each of its examples. */
export function optimizerChecks(component: OptimizerComponent, context: CheckContext): Check[] {
  const each = judgeEach(() =>
    optionsOf(component, context).map((options) => openOptimizer(component, options, context.registry)),
  );
  const start = [1, -2, 0.5, 3];
  return [
    each('learning', 'ten steps lower a quadratic, and none of them raises it', (optimizer) => {
      let state = firstState(optimizer, start);
      for (let step = 1; step <= 10; step++) {
        const next = stepOnQuadratic(optimizer, state, step);
        if (!(half(next.parameter) <= half(state.parameter))) {
          throw new Finding(`Step ${step} leads from ${half(state.parameter)} to ${half(next.parameter)}.`);
        }
        state = next;
      }
      if (!(half(state.parameter) < half(start)))
        throw new Finding(`Ten steps lead from ${half(start)} to ${half(state.parameter)}.`);
    }),
    each('shape', 'it gives one update for each weight, in their order', (optimizer) => {
      const shapes = [[2], [3, 1], []];
      const seen = tidy(() => {
        const due = shapes.map((shape, i) => ({
          name: `generator/0${i}-dense/kernel`,
          kind: 'kernel',
          parameter: fill(shape, 1),
          gradient: fill(shape, 0.5),
          slots: Object.fromEntries(
            Object.entries(optimizer.slots).map(([name, value]) => [name, fill(shape, value)]),
          ),
        }));
        return updatesOf(optimizer, due, scalarsAt(optimizer, 1)).map((one) => one.parameter.shape);
      });
      if (JSON.stringify(seen) !== JSON.stringify(shapes))
        throw new Finding(`Weights of ${JSON.stringify(shapes)} became ${JSON.stringify(seen)}.`);
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
          if ((scalars.learningRate ?? 0) < 0)
            throw new Finding(`The learning rate is ${scalars.learningRate} at step ${step}.`);
        }
      },
    ),
    each('learning', 'a rate factor of a half halves the learning rate and the update', (optimizer) => {
      for (const step of [1, 1000]) {
        const [whole, half] = [1, 0.5].map(
          (factor) => optimizer.scalars(step, factor, nowAt(step)).learningRate ?? factor * descent,
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
