import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { foldConstants } from './constant-folding.js';

const input = (shape: number[]) => g.makeLeaf('float32', shape, { kind: 'input', name: 'x' });
const ops = (outputs: readonly g.Value[]) => g.collect(outputs).nodes.map((node) => node.op);
const data = (value: g.Value) => [...(g.constantData(value) as Float32Array)];

describe('folding constants', () => {
  it('replaces what depends on constants alone by its value', () => {
    const factor = g.sqrt(g.add(g.floats([3, 8]), g.scalar(1)));
    const [after] = foldConstants([g.mul(input([2]), factor)]) as [g.Value];
    expect(ops([after])).toEqual(['Mul']);
    expect(data(after.node!.inputs[1]!)).toEqual([2, 3]);
    expect(ops([factor])).toEqual(['Add', 'Sqrt']); // the graph that was given is unchanged
  });

  it('replaces an output that is constant itself', () => {
    const [after] = foldConstants([g.mul(g.floats([1, 2]), g.scalar(3))]) as [g.Value];
    expect(after.leaf?.kind).toBe('constant');
    expect(data(after)).toEqual([3, 6]);
  });

  it('leaves what depends on an input', () => {
    const before = [g.mul(g.neg(input([2])), g.floats([1, 2]))];
    expect(foldConstants(before)).toEqual(before);
  });

  it('leaves spread-out numbers and large results', () => {
    expect(ops(foldConstants([g.mul(input([200]), g.splat(2, [200], 'float32'))]))).toEqual([
      'Expand',
      'Mul',
    ]);
    const large = g.constant(new Float32Array(40000), [40000], 'float32');
    expect(ops(foldConstants([g.add(input([40000]), g.neg(large))]))).toEqual(['Neg', 'Add']);
  });

  it('leaves values that no node made, and computes what is asked for twice once', () => {
    const x = input([2]);
    const two = g.add(g.floats([1, 1]), g.scalar(1));
    const after = foldConstants([x, g.mul(x, two), g.add(x, two)]);
    expect(after[0]).toBe(x);
    expect(after[1]!.node!.inputs[1]).toBe(after[2]!.node!.inputs[1]);
  });
});
