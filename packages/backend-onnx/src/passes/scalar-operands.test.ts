import { expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { Evaluator } from '../session/evaluate.js';
import { scalarOperands } from './scalar-operands.js';

const evaluator = new Evaluator(1);
const x = (shape: number[]) =>
  g.makeLeaf('float32', shape, {
    kind: 'buffer',
    data: Float32Array.from({ length: g.sizeOf(shape) }, (_, i) => i),
  });
const rule = (value: g.Value) => g.rewrite([value], scalarOperands)[0]!;

it.each([
  [
    [4, 1],
    [1, 1],
  ],
  [
    [4, 2, 1, 1],
    [1, 1, 1],
  ],
  [[4, 2], []],
  [[1, 1], []],
])('a number beside an array of shape %j gets shape %j', (shape, expected) => {
  expect(rule(g.mul(x(shape), g.scalar(2))).node!.inputs[1]!.shape).toEqual(expected);
});

it('numbers that the graph computes are reshaped, and results stay the same', () => {
  const sum = rule(g.add(g.neg(x([1])), x([4, 1])));
  expect(sum.node!.inputs[0]!.node!.op).toBe('Reshape');
  evaluator.evaluate([sum], () => false);
  expect([...(sum.leaf as { data: Float32Array }).data]).toEqual([0, 1, 2, 3]);
});
