import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { planShares } from './plan-shares.js';

/** A step of gradient descent on two weights of `width` x `width`, for a batch of so many samples. */
function descent(batch: number, width: number): g.Value[] {
  const state = (name: string) => g.makeLeaf('float32', [width, width], { kind: 'state', name, key: {} });
  const x = g.makeLeaf('float32', [batch, width], { kind: 'host', name: 'x', fill: () => {} });
  const [first, second] = [state('first'), state('second')];
  const hidden = g.unary('Relu', g.matMul(x, first));
  const y = g.matMul(hidden, second);
  const dHidden = g.mul(g.matMul(y, second, { transposeB: true }), g.unary('Sign', hidden));
  const rate = g.scalar(0.01);
  return [
    g.sub(first, g.mul(rate, g.matMul(x, dHidden, { transposeA: true }))),
    g.sub(second, g.mul(rate, g.matMul(hidden, y, { transposeA: true }))),
    g.reduce('ReduceMean', g.mul(y, y), [0, 1]),
  ];
}

describe('a step is computed in shares', () => {
  it('where small networks have a large batch', () => {
    const plan = planShares(descent(2048, 64))!;
    expect(plan.shares).toHaveLength(3);
    expect([...plan.cut].map(([whole, share]) => [whole.shape, share.shape])).toEqual([
      [
        [2048, 64],
        [1024, 64],
      ],
    ]);
    // What follows reads sums only, nothing of the batch.
    const { leaves } = g.collect(plan.results);
    expect(leaves.every(({ shape }) => g.sizeOf(shape) <= 64 * 64)).toBe(true);
  });

  it('but not where little is computed, or weights outweigh the batch', () => {
    expect(planShares(descent(64, 64))).toBeNull();
    expect(planShares(descent(256, 1024))).toBeNull();
  });
});
