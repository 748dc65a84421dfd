import type { PenaltyInputs, Regularizer, RegularizerComponent } from '@ganx/core/plugin';
import {
  elu,
  matMul,
  sum,
  type Tensor,
  type Tensor2D,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { type Fault, Finding } from './fault.js';
import { RewindableRandom } from './random.js';
import { expectSlopeOfVariables, patternTensor } from './slopes.js';
import { conductChecks, type Trial } from './trial.js';

/** Size and phase of the critic's first weights. */
const first = [
  [0.8, 0.3],
  [0.9, 1.1],
] as const;

/** A small smooth critic of points [B,3], its weights, and inputs for a penalty. */
function setting() {
  const random = new RewindableRandom();
  const hidden = tidy(() => variable(patternTensor([3, 5], ...first[0])));
  const last = tidy(() => variable(patternTensor([5, 1], ...first[1])));
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
    reset() {
      for (const [index, parameter] of parameters.entries())
        tidy(() => parameter.assign(patternTensor(parameter.shape, ...first[index]!)));
    },
    dispose() {
      for (const tensor of [hidden, last, real, fake]) tensor.dispose();
    },
  };
}

/** The penalty, and the weights after acting on them, for each example. */
export function regularizerTrials(component: RegularizerComponent, context: CheckContext): Trial[] {
  return optionsOf(component, context).map((options) => {
    const at = setting();
    const regularizer = component.create(options);
    const { real, fake, random } = at.inputs;
    return {
      what: JSON.stringify(options),
      inputs: [real, fake],
      random: random as RewindableRandom,
      run() {
        at.reset();
        const penalty = regularizer.penalty ? [regularizer.penalty(at.inputs)] : [];
        regularizer.afterUpdate?.(at.parameters);
        return [...penalty, ...at.parameters.map((parameter) => parameter.clone())];
      },
    };
  });
}

/** What holds for every regularizer, for each of its examples. */
export function regularizerChecks(component: RegularizerComponent, context: CheckContext): Check[] {
  const judge = judgeEach(() => optionsOf(component, context).map((options) => component.create(options)));
  const each = (
    fault: Fault,
    claim: string,
    run: (regularizer: Regularizer, at: ReturnType<typeof setting>) => void,
  ): Check =>
    judge(fault, claim, (regularizer) => {
      const at = setting();
      run(regularizer, at);
      at.dispose();
    });
  return [
    each('declaration', 'it adds a penalty, acts after the update, or both', (regularizer) => {
      if (!regularizer.penalty && !regularizer.afterUpdate) throw new Finding('It does neither.');
    }),
    each('not-finite', 'a penalty is one finite number', (regularizer, at) => {
      if (!regularizer.penalty) return;
      const values = tidy(() => at.penalty(regularizer).dataSync().slice());
      if (values.length !== 1 || !Number.isFinite(values[0]))
        throw new Finding(`The penalty is ${[...values].join(', ')}.`);
    }),
    each(
      'gradient',
      "the penalty's gradient by the critic's weights agrees with finite differences",
      (regularizer, at) => {
        if (!regularizer.penalty) return;
        expectSlopeOfVariables(() => sum(at.penalty(regularizer)), at.parameters);
      },
    ),
    each('not-finite', 'acting after the update keeps shapes and finite values', (regularizer, at) => {
      if (!regularizer.afterUpdate) return;
      const shapes = JSON.stringify(at.parameters.map(({ shape }) => shape));
      tidy(() => regularizer.afterUpdate!(at.parameters));
      if (JSON.stringify(at.parameters.map(({ shape }) => shape)) !== shapes)
        throw new Finding('Shapes changed.');
      if (!at.parameters.every((parameter) => parameter.dataSync().every(Number.isFinite)))
        throw new Finding('Not finite.');
    }),
    ...conductChecks(() => regularizerTrials(component, context)),
  ];
}
