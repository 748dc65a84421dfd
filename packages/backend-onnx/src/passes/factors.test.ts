import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { channelFactors } from './channel-factors.js';
import { commonSubexpressions } from './common-subexpressions.js';
import { data, run } from './evaluate.fixture.js';
import { summedFactors } from './summed-factors.js';

/** The size of each result, by operation, having checked that the values are close. */
function after(pass: (outputs: g.Value[]) => g.Value[], make: () => g.Value[]): string[] {
  const results = pass(make());
  const nodes = g.collect(results).nodes.map(({ op, outputs }) => `${op} ${g.sizeOf(outputs[0]!.shape)}`);
  make().forEach((before, i) => {
    expect(results[i]!.shape).toEqual(before.shape);
    const reference = run(before);
    for (const [at, value] of run(results[i]!).entries()) expect(value).toBeCloseTo(reference[at]!, 5);
  });
  return nodes;
}

const byRule = (outputs: g.Value[]) => g.rewrite(outputs, channelFactors);

describe('factors of few elements', () => {
  const x = () => data([4, 3, 5]);

  it('meet each other before the array', () => {
    const channels = () => g.mul(g.mul(data([5]), x()), data([3, 1]));
    expect(after(byRule, () => [channels()])).toEqual(['Mul 15', 'Mul 60']);
    expect(after(byRule, () => [g.mul(g.scalar(2), channels())])).toEqual(['Mul 15', 'Mul 15', 'Mul 60']);
  });

  it('stay where together they are as large as the array', () => {
    const make = () => [g.mul(g.mul(data([1, 3, 5]), data([4, 1, 1])), data([4, 3, 1]))];
    expect(after(byRule, make)).toEqual(['Mul 60', 'Mul 60']);
  });

  it('scale a mask of random bits once for all who read it', () => {
    const mask = g.cast(
      g.makeLeaf('bool', [4, 3, 5], { kind: 'host', name: 'mask', fill: () => undefined }),
      'float32',
    );
    const dropped = (v: g.Value) => g.mul(g.mul(v, mask), g.scalar(1.25));
    const flattened = g.mul(g.reshape(g.mul(data([4, 15]), g.scalar(1.25)), [4, 3, 5]), mask);
    const results = byRule([dropped(x()), dropped(data([4, 3, 5], 2)), flattened]);
    const [y, dx, dFlat] = g.rewrite(results, commonSubexpressions());
    expect(y!.node!.inputs[1]).toBe(dx!.node!.inputs[1]);
    expect(y!.node!.inputs[1]).toBe(dFlat!.node!.inputs[1]);
    expect(y!.node!.inputs[1]!.node!.op).toBe('Mul');
  });
});

describe('factors within a sum', () => {
  const [x, y] = [() => data([4, 3, 5]), () => data([4, 3, 5], 7)];
  const sum = (v: g.Value, axes: number[], keepDims = false) => g.reduce('ReduceSum', v, axes, keepDims);

  it('come out where they are the same along the summed axes', () => {
    expect(after(summedFactors, () => [sum(g.mul(x(), data([5])), [0, 1])])).toEqual([
      'ReduceSum 5',
      'Mul 5',
    ]);
    expect(after(summedFactors, () => [sum(g.mul(data([3, 1]), x()), [0, 2], true)])).toEqual([
      'ReduceSum 3',
      'Reshape 3',
      'Mul 3',
    ]);
    const mean = () => [g.reduce('ReduceMean', g.mul(x(), g.scalar(3)), [0, 1, 2])];
    expect(after(summedFactors, mean)).toEqual(['ReduceMean 1', 'Mul 1']);
  });

  it('come out of both sides of a product', () => {
    const make = () => [sum(g.mul(g.mul(x(), data([5])), g.mul(data([5], 3), y())), [0, 1])];
    expect(after(summedFactors, make)).toEqual(['Mul 60', 'ReduceSum 5', 'Mul 5', 'Mul 5']);
  });

  it('stay where they vary along a summed axis, and where others read the product', () => {
    const varies = () => [sum(g.mul(x(), data([3, 1])), [0, 1])];
    expect(after(summedFactors, varies)).toEqual(['Mul 60', 'ReduceSum 5']);
    const read = () => {
      const product = g.mul(x(), data([5]));
      return [sum(product, [0, 1]), product];
    };
    expect(after(summedFactors, read)).toEqual(['Mul 60', 'ReduceSum 5']);
  });
});
