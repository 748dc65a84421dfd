import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { Evaluator } from '../session/evaluate.js';
import { productBias } from './product-bias.js';

const evaluator = new Evaluator(1);
const data = (shape: number[]) =>
  g.makeLeaf('float32', shape, {
    kind: 'buffer',
    data: Float32Array.from({ length: g.sizeOf(shape) }, (_, i) => Math.sin(i + shape.length)),
  });

function run(value: g.Value): Float32Array {
  evaluator.evaluate([value], () => false);
  return (value.leaf as { data: Float32Array }).data;
}

/** Operations left, having checked that the values are close: the bias enters the sum first instead of last. */
function fused(make: () => g.Value[]): string[] {
  const after = productBias(make());
  const ops = g.collect(after).nodes.map((node) => node.op);
  make().forEach((before, i) => {
    expect(after[i]!.shape).toEqual(before.shape);
    const reference = run(before);
    run(after[i]!).forEach((value, at) => {
      expect(value).toBeCloseTo(reference[at]!, 5);
    });
  });
  return ops;
}

describe('the bias of a product', () => {
  const product = () => g.matMul(data([4, 3]), data([3, 5]));

  it('is added by the product, on either side of the sum', () => {
    expect(fused(() => [g.add(product(), data([5]))])).toEqual(['Gemm']);
    expect(fused(() => [g.add(data([1, 5]), product())])).toEqual(['Reshape', 'Gemm']);
  });

  it('is added by the product through a reshape that keeps columns', () => {
    expect(fused(() => [g.add(g.reshape(product(), [1, 4, 5]), data([5]))])).toEqual(['Gemm', 'Reshape']);
    expect(fused(() => [g.add(g.reshape(product(), [5, 4]), data([4]))])).toEqual(['Gemm', 'Reshape', 'Add']);
  });

  it('stays outside where somebody else reads the product', () => {
    expect(
      fused(() => {
        const p = product();
        return [g.add(p, data([5])), g.neg(p)];
      }),
    ).toEqual(['Gemm', 'Add', 'Neg']);
  });

  it('stays outside where it is not one number per column', () => {
    expect(fused(() => [g.add(product(), data([4, 1]))])).toEqual(['Gemm', 'Add']);
    expect(fused(() => [g.add(product(), data([2, 1, 5]))])).toEqual(['Gemm', 'Add']);
  });
});
