import {
  engine,
  exp,
  logSoftmax,
  logSumExp,
  mul,
  neg,
  reshape,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';

type CustomGrad = ReturnType<typeof engine>['customGrad'];

/** The scopes in which TensorFlow.js 4.22 makes these operations, and their right gradients by what they were given. */
const corrected: Readonly<Record<string, (dy: Tensor, inputs: readonly Tensor[]) => Tensor[]>> = {
  logSoftmax__op: (dy, [logits]) => {
    const probabilities = exp(logSoftmax(logits!));
    return [sub(dy, mul(sum(dy, -1, true), probabilities))];
  },
  softmaxCrossEntropy__op: (dy, [labels, logits]) => {
    const weight = reshape(dy, [...dy.shape, 1]);
    const logProbabilities = sub(logits!, logSumExp(logits!, -1, true));
    const expected = mul(exp(logProbabilities), sum(labels!, -1, true));
    return [mul(weight, neg(logProbabilities)), mul(weight, sub(expected, labels!))];
  },
};

const replaced = Symbol.for('tfjs-second-derivatives.customGrad');

/**
 * `logSoftmax` and `softmaxCrossEntropy` bring their gradients along, in terms of saved results, instead of having one in
 * the registry: differentiated again the path through those is lost; the slope by labels is that by logits, negated; and labels are taken to add up to 1.
 * Both pass through the engine's `customGrad`, where the operation is known by its scope: it keeps its value there and
 * gets a gradient in terms of its inputs.
 */
export function correctOwnGradients(): void {
  const backend = engine() as ReturnType<typeof engine> & { [replaced]?: true };
  if (backend[replaced]) return;
  backend[replaced] = true;
  const original: CustomGrad = backend.customGrad.bind(backend);
  backend.customGrad = ((f: (...args: unknown[]) => { value: Tensor; gradFunc: unknown }) => {
    const slope = corrected[backend.state.activeScope?.name ?? ''];
    if (!slope) return original(f as never);
    return original(((...args: unknown[]) => {
      const inputs = args.slice(0, -1) as Tensor[];
      const save = args.at(-1) as (tensors: Tensor[]) => void;
      const { value } = f(...inputs, () => undefined);
      save(inputs);
      const gradFunc = (dy: Tensor, saved: Tensor[]) => slope(dy, saved);
      return { value, gradFunc };
    }) as never);
  }) as CustomGrad;
}
