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
import type { Check, CheckContext } from './check.js';
import { buildLayers, type LayerModel } from './layer-model.js';
import { RewindableRandom } from './random.js';
import { expectSlope, expectSlopeOfVariables, pattern, patternTensor } from './slopes.js';

const batch = 3;
const classes = 3;

interface Subject extends LayerModel {
  readonly example: LayerSpec;
  readonly inputShape: readonly number[];
  /** The layer in one mode as a function that gives the same output for the same input. */
  readonly run: (x: Tensor, training?: boolean) => Tensor;
  readonly variables: readonly Variable[];
}

/** What holds for every layer, for each of its examples. */
export function layerChecks(component: LayerComponent, context: CheckContext): Check[] {
  let cached: Subject[] | undefined;
  const subjects = (): Subject[] => {
    const examples = context.layers[component.type]?.examples ?? (component.examples as readonly LayerSpec[]);
    cached ??= examples.map((example) => subjectOf(example, context));
    return cached;
  };
  const each = (claim: string, run: (subject: Subject) => void): Check => ({
    claim,
    run: () => {
      for (const subject of subjects()) run(subject);
    },
  });
  return [
    each('it gives the same bits for the same input, weights and random numbers', (subject) => {
      const x = patternTensor([batch, ...subject.inputShape]);
      for (const training of [false, true]) {
        const [once, again] = [0, 1].map(() => tidy(() => subject.run(x, training).dataSync().slice()));
        if (!once!.every((value, i) => Object.is(value, again![i])))
          throw new Error(`Two calls differ (training: ${training}).`);
      }
      x.dispose();
    }),
    each('its gradients agree with finite differences, by input and by weights', (subject) => {
      const x = patternTensor([batch, ...subject.inputShape], 1.3);
      expectSlope((at) => readOut(subject.run(at)), x);
      expectSlopeOfVariables(() => readOut(subject.run(x)), subject.variables);
      x.dispose();
    }),
    each('the slope of its slope agrees with finite differences, by input and by weights', (subject) => {
      const x = patternTensor([batch, ...subject.inputShape], 1.3);
      const penalty = (at: Tensor) => sum(square(grad((v: Tensor) => readOut(square(subject.run(v))))(at)));
      expectSlope(penalty, x, { tolerance: 4e-2 });
      expectSlopeOfVariables(() => penalty(x), subject.variables, { tolerance: 4e-2 });
      x.dispose();
    }),
    each('large inputs give finite outputs and gradients', (subject) => {
      for (const size of [0, 100]) {
        const finite = tidy(() => {
          const x = patternTensor([batch, ...subject.inputShape], size);
          const slope = grad((at: Tensor) => readOut(subject.run(at)))(x);
          return [...subject.run(x).dataSync(), ...slope.dataSync()].every(Number.isFinite);
        });
        if (!finite) throw new Error(`Not finite for inputs up to ${size}.`);
      }
    }),
    each('it leaves no tensors behind', (subject) => {
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
        if (left !== 0) throw new Error(`${left} tensors are left after a call.`);
      }
      if (!x.isDisposed) x.dispose();
    }),
    each('it mixes the examples of a batch only if it says so', (subject) => {
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
        throw new Error(
          `mixesSamples is ${component.mixesSamples ?? false}, but changing the other examples ${mixes ? 'changes' : 'does not change'} an example's output.`,
        );
      }
    }),
    each('its outputs stay in the range that it declares', (subject) => {
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
      if (outside !== undefined) throw new Error(`${outside} lies outside [${range.join(', ')}].`);
    }),
    each('it can be written as JSON', (subject) => {
      if (JSON.stringify(subject.model.toJSON(null, false)).length === 0)
        throw new Error('Nothing was written.');
    }),
  ];
}

/** One number that every output takes part in, each with another weight. */
const readOut = (y: Tensor): Tensor => sum(mul(y, patternTensor(y.shape, 1, 0.9)));

function subjectOf(example: LayerSpec, { registry, layers }: CheckContext): Subject {
  const random = new RewindableRandom();
  const given = layers[example.type]?.input;
  const shapes = given ? [given] : [[6], [4, 4, 2]];
  const refusals: string[] = [];
  for (const inputShape of shapes) {
    try {
      const made = buildLayers([example], { registry, random, inputShape, classes });
      const run = (x: Tensor, training = true) => {
        random.rewind();
        return made.call(x, training);
      };
      const variables = made.model.trainableWeights.map((weight) => weight.read() as Variable);
      return { ...made, example, inputShape, run, variables };
    } catch (error) {
      refusals.push(`[${inputShape.join(', ')}]: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    `${JSON.stringify(example)} takes none of the inputs tried. ${refusals.join(' ')} Name one as layers.${example.type}.input.`,
  );
}
