import type { LayerComponent, LayerSpec } from '@ganx/core/plugin';
import {
  grad,
  memory,
  mul,
  square,
  sum,
  type Tensor,
  tensor,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import { type Check, type CheckContext, examplesOf, hintFor, judgeEach } from './check.js';
import { Finding } from './fault.js';
import { buildLayers, type LayerModel } from './layer-model.js';
import { RewindableRandom } from './random.js';
import { expectSlope, expectSlopeOfVariables, pattern, patternTensor } from './slopes.js';
import { conductChecks, type Trial, tensors } from './trial.js';

const batch = 3;
const classes = 3;

interface Subject extends LayerModel {
  readonly example: LayerSpec;
  readonly inputShape: readonly number[];
  readonly random: RewindableRandom;
  /** The layer in one mode as a function that gives the same output for the same input. */
  readonly run: (x: Tensor, training?: boolean) => Tensor;
  readonly variables: readonly Variable[];
  /** Puts statistics that the layer changes itself back to their first values. */
  reset(): void;
}

/** A layer in both modes with its gradient by the input, for each example; its weights do not change. */
export function layerTrials(component: LayerComponent, context: CheckContext): Trial[] {
  return subjectsOf(component, context).map((subject) => {
    const x = patternTensor([batch, ...subject.inputShape], 1.3);
    return {
      what: JSON.stringify(subject.example),
      inputs: [x],
      random: subject.random,
      run() {
        subject.reset();
        const outputs = [subject.call(x, true), subject.call(x, false)];
        return [...outputs, grad((at: Tensor) => readOut(subject.run(at)))(x)];
      },
    };
  });
}

/** What holds for every layer, for each of its examples. */
export function layerChecks(component: LayerComponent, context: CheckContext): Check[] {
  const each = judgeEach(() => subjectsOf(component, context));
  return [
    each('shape', 'its outputs have the shape that it computes from the input shape', (subject) => {
      const seen = tidy(() => subject.run(patternTensor([batch, ...subject.inputShape])).shape);
      const told = [batch, ...subject.model.outputs[0]!.shape.slice(1)];
      if (seen.join() !== told.join())
        throw new Finding(
          `It gives [${seen.join(',')}] where computeOutputShape says [${told.join(',')}] (${JSON.stringify(subject.example)}).`,
        );
    }),
    each('gradient', 'its gradients agree with finite differences, by input and by weights', (subject) => {
      const x = patternTensor([batch, ...subject.inputShape], 1.3);
      expectSlope((at) => readOut(subject.run(at)), x);
      expectSlopeOfVariables(() => readOut(subject.run(x)), subject.variables);
      x.dispose();
    }),
    each(
      'second-gradient',
      'the slope of its slope agrees with finite differences, by input and by weights',
      (subject) => {
        const x = patternTensor([batch, ...subject.inputShape], 1.3);
        const penalty = (at: Tensor) => sum(square(grad((v: Tensor) => readOut(square(subject.run(v))))(at)));
        expectSlope(penalty, x, { tolerance: 4e-2 });
        expectSlopeOfVariables(() => penalty(x), subject.variables, { tolerance: 4e-2 });
        x.dispose();
      },
    ),
    each('not-finite', 'large inputs give finite outputs and gradients', (subject) => {
      for (const size of [0, 100]) {
        const finite = tidy(() => {
          const x = patternTensor([batch, ...subject.inputShape], size);
          const slope = grad((at: Tensor) => readOut(subject.run(at)))(x);
          return [...subject.run(x).dataSync(), ...slope.dataSync()].every(Number.isFinite);
        });
        if (!finite) throw new Finding(`Not finite for inputs up to ${size}.`);
      }
    }),
    each('leak', 'it leaves no tensors behind', (subject) => {
      const x = patternTensor([batch, ...subject.inputShape]);
      const { model, layer } = subject;
      const calls: (() => Tensor)[] = [() => subject.call(x, false)];
      if (layer)
        calls.push(
          () => layer.call(x, { training: true }) as Tensor,
          () => layer.call(x, {}) as Tensor,
        );
      if (model.inputs.length > 1) calls.length = 0; // `call` makes the labels that it passes in
      for (const call of calls) {
        call().dispose();
        const y = patternTensor([batch, ...subject.inputShape]);
        y.dispose();
        const before = memory().numTensors;
        const result = call();
        if (result !== x) result.dispose();
        const left = memory().numTensors - before;
        if (left !== 0)
          throw new Finding(`${tensors(left)} after a call (${JSON.stringify(subject.example)}).`);
      }
      if (!x.isDisposed) x.dispose();
    }),
    each('declaration', 'it mixes the examples of a batch only if it says so', (subject) => {
      const length = subject.inputShape.reduce((a, b) => a * b, 1);
      const outputOfFirst = (phase: number) =>
        tidy(() => {
          const values = pattern(batch * length);
          values.set(pattern((batch - 1) * length, 1, phase), length);
          const y = subject.run(tensor(values, [batch, ...subject.inputShape]), true);
          return y.dataSync().slice(0, y.size / batch);
        });
      const [one, other] = [outputOfFirst(0.7), outputOfFirst(2.1)];
      const mixes = one!.some((value, i) => Math.abs(value - other![i]!) > 1e-6);
      if (mixes !== (component.mixesSamples ?? false)) {
        throw new Finding(
          `mixesSamples is ${component.mixesSamples ?? false}, but changing the other examples ${mixes ? 'changes' : 'does not change'} an example's output.`,
        );
      }
    }),
    each('range', 'its outputs stay in the range that it declares', (subject) => {
      const { type: _, ...options } = subject.example;
      const range = component.outputRange?.(options as never);
      if (!range) return;
      const values = tidy(() =>
        subject
          .run(patternTensor([batch, ...subject.inputShape], 100))
          .dataSync()
          .slice(),
      );
      const outside = [...values].find((value) => value < range[0] || value > range[1]);
      if (outside !== undefined) throw new Finding(`${outside} lies outside [${range.join(', ')}].`);
    }),
    each('declaration', 'it can be written as JSON', (subject) => {
      if (JSON.stringify(subject.model.toJSON(null, false)).length === 0)
        throw new Finding('Nothing was written.');
    }),
    ...conductChecks(() => layerTrials(component, context)),
  ];
}

/** One number that every output takes part in, each with another weight. */
const readOut = (y: Tensor): Tensor => sum(mul(y, patternTensor(y.shape, 1, 0.9)));

const subjectsOf = (component: LayerComponent, context: CheckContext): Subject[] =>
  examplesOf(component, context).map((example) => subjectOf(component, example, context));

/** The shape of the inputs that a layer is tried with, without the batch. */
export function inputShapeOf(
  component: LayerComponent,
  example: LayerSpec,
  context: CheckContext,
): readonly number[] {
  return subjectOf(component, example, context).inputShape;
}

function subjectOf(component: LayerComponent, example: LayerSpec, context: CheckContext): Subject {
  const random = new RewindableRandom();
  const given = hintFor(component, context).input;
  const shapes = given ? [given] : [[6], [4, 4, 2]];
  const refusals: string[] = [];
  for (const inputShape of shapes) {
    try {
      const made = buildLayers([example], { registry: context.registry, random, inputShape, classes });
      const run = (x: Tensor, training = true) => {
        random.rewind();
        return made.call(x, training);
      };
      const variables = made.model.trainableWeights.map((weight) => weight.read() as Variable);
      const statistics = made.model.nonTrainableWeights.map((weight) => ({
        weight,
        first: weight.read().dataSync().slice(),
      }));
      const reset = () =>
        tidy(() => {
          for (const { weight, first } of statistics) weight.write(tensor(first, weight.shape as number[]));
        });
      return { ...made, example, inputShape, random, run, variables, reset };
    } catch (error) {
      refusals.push(`[${inputShape.join(', ')}]: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Finding(
    `${JSON.stringify(example)} takes none of the inputs tried. ${refusals.join(' ')} Name one in hints: { 'layer ${component.type}': { input: [...] } }.`,
  );
}
