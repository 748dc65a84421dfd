import type { PenaltyInputs, Regularizer, RegularizerComponent } from '@ganx/core/plugin';
import {
  elu,
  matMul,
  memory,
  sum,
  type Tensor,
  type Tensor2D,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import type { Check, CheckContext } from './check.js';
import { resolveOptions } from './options.js';
import { RewindableRandom } from './random.js';
import { expectSlopeOfVariables, patternTensor } from './slopes.js';

/** A small smooth critic of points [B,3], its weights, and inputs for a penalty. */
function setting() {
  const random = new RewindableRandom();
  const hidden = tidy(() => variable(patternTensor([3, 5], 0.8)));
  const last = tidy(() => variable(patternTensor([5, 1], 0.9, 1.1)));
  const real = patternTensor([4, 3], 1, 0.5);
  const fake = patternTensor([4, 3], 1, 2.5);
  const critic = (x: Tensor) =>
    matMul(elu(matMul(x as Tensor2D, hidden as unknown as Tensor2D)), last as unknown as Tensor2D);
  const inputs: PenaltyInputs = { real, fake, critic, random };
  const parameters: Variable[] = [hidden, last];
  return {
    inputs,
    parameters,
    penalty(regularizer: Regularizer): Tensor {
      random.rewind();
      return regularizer.penalty!(inputs);
    },
    dispose() {
      for (const tensor of [hidden, last, real, fake]) tensor.dispose();
    },
  };
}

/** What holds for every regularizer, for each of its examples. */
export function regularizerChecks(component: RegularizerComponent, { registry }: CheckContext): Check[] {
  const each = (
    claim: string,
    run: (regularizer: Regularizer, at: ReturnType<typeof setting>) => void,
  ): Check => ({
    claim,
    run() {
      for (const example of component.examples) {
        const at = setting();
        run(component.create(resolveOptions(component, example, registry)), at);
        at.dispose();
      }
    },
  });
  return [
    each('it adds a penalty, acts after the update, or both', (regularizer) => {
      if (!regularizer.penalty && !regularizer.afterUpdate) throw new Error('It does neither.');
    }),
    each('a penalty is one finite number', (regularizer, at) => {
      if (!regularizer.penalty) return;
      const values = tidy(() => at.penalty(regularizer).dataSync().slice());
      if (values.length !== 1 || !Number.isFinite(values[0]))
        throw new Error(`The penalty is ${[...values].join(', ')}.`);
    }),
    each(
      "the penalty's gradient by the critic's weights agrees with finite differences",
      (regularizer, at) => {
        if (!regularizer.penalty) return;
        expectSlopeOfVariables(() => sum(at.penalty(regularizer)), at.parameters);
      },
    ),
    each(
      'acting after the update keeps shapes and finite values, and leaves no tensors behind',
      (regularizer, at) => {
        if (!regularizer.afterUpdate) return;
        const shapes = JSON.stringify(at.parameters.map(({ shape }) => shape));
        const before = memory().numTensors;
        tidy(() => regularizer.afterUpdate!(at.parameters));
        if (memory().numTensors !== before)
          throw new Error(`${memory().numTensors - before} tensors are left.`);
        if (JSON.stringify(at.parameters.map(({ shape }) => shape)) !== shapes)
          throw new Error('Shapes changed.');
        if (!at.parameters.every((parameter) => parameter.dataSync().every(Number.isFinite)))
          throw new Error('Not finite.');
      },
    ),
  ];
}
