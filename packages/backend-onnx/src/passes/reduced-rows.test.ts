import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { Evaluator } from '../session/evaluate.js';
import { reducedRows } from './reduced-rows.js';

const evaluator = new Evaluator(1);
const data = (shape: number[]) =>
  g.makeLeaf('float32', shape, {
    kind: 'buffer',
    data: Float32Array.from({ length: g.sizeOf(shape) }, (_, i) => Math.sin(i * 12.9898)),
  });

function run(value: g.Value): Float32Array {
  evaluator.evaluate([value], () => false);
  return (value.leaf as { data: Float32Array }).data;
}

const after = (value: g.Value) => g.rewrite([value], reducedRows)[0]!;

describe('a reduction over leading axes', () => {
  it.each([
    ['ReduceSum', [512, 40], [0], false],
    ['ReduceMean', [8, 10, 8, 40], [2, 0, 1], true],
    ['ReduceMean', [264, 8, 9], [0], false],
  ] as const)('%s of %j over %j goes block by block and stays the same', (op, shape, axes, keepDims) => {
    const make = () => g.reduce(op, data([...shape]), axes, keepDims);
    const reduced = after(make());
    expect(g.collect([reduced]).nodes.filter((node) => node.op === op)).toHaveLength(2);
    expect(reduced.shape).toEqual(make().shape);
    const expected = run(make());
    for (const [i, value] of run(reduced).entries()) expect(value).toBeCloseTo(expected[i]!, 4);
  });

  it.each([
    ['trailing axes', g.reduce('ReduceSum', data([512, 40]), [1])],
    ['all axes', g.reduce('ReduceSum', data([512, 40]), [0, 1])],
    ['few rows', g.reduce('ReduceSum', data([64, 400]), [0])],
    ['rows that fall into no blocks', g.reduce('ReduceSum', data([513, 40]), [0])],
    ['the largest', g.reduce('ReduceMax', data([512, 40]), [0])],
  ])('is left alone: %s', (_, value) => {
    expect(after(value)).toBe(value);
  });
});
