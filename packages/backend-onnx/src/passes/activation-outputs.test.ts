import { expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { activationOutputs } from './activation-outputs.js';
import { commonSubexpressions } from './common-subexpressions.js';
import { simplify } from './simplify/index.js';

const input = (name: string) => g.makeLeaf('float32', [4], { kind: 'input', name });

function withGradient(activation: (x: g.Value) => g.Value): { outputs: g.Value[]; x: g.Value } {
  const x = g.neg(input('x'));
  const dy = input('dy');
  const gradient = g.where(g.compare('Greater', x, g.scalar(0)), dy, g.mul(dy, g.scalar(0.2)));
  return { outputs: simplify([activation(x), gradient]), x };
}

const readersOf = (outputs: readonly g.Value[], op: string) =>
  g
    .collect(outputs)
    .nodes.filter((node) => node.inputs.some((value) => value?.node?.op === op))
    .map((node) => node.op);

it.each([
  ['Relu', (x: g.Value) => g.unary('Relu', x)],
  ['LeakyRelu', (x: g.Value) => g.unary('LeakyRelu', x, { alpha: { f: 0.2 } })],
])('the gradient of %s asks its output for the sign', (op, activation) => {
  const { outputs } = withGradient(activation);
  const after = g.rewrite(activationOutputs(outputs), commonSubexpressions());
  expect(readersOf(after, 'Neg')).toEqual([op]);
  expect(readersOf(after, op)).toEqual(['HardSigmoid']);
});

it('other activations say nothing about the sign', () => {
  const { outputs } = withGradient((x) => g.unary('LeakyRelu', x, { alpha: { f: -0.2 } }));
  expect(readersOf(activationOutputs(outputs), 'Neg').sort()).toEqual(['HardSigmoid', 'LeakyRelu']);
});
