import { afterEach, describe, expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { encodeModel } from '../onnx/encode.js';
import { Helper } from './helper.js';
import { NO_TENSOR } from './session.js';

const settings = { threads: 1, optimization: 'all' as const };
const arrays = {
  inputs: [{ name: 'x', type: 'float32' as const, shape: [3] }],
  outputs: [{ name: 'y', type: 'float32' as const, shape: [3] }],
};
const PATIENCE = 60_000;

/** y = -x */
function negation(): Uint8Array {
  const x = g.makeLeaf('float32', [3], { kind: 'input', name: 'x' });
  const y = g.neg(x);
  const nameOf = (value: g.Value) => (value === x ? 'x' : 'y');
  return encodeModel({
    nodes: [y.node!],
    inputs: [x],
    outputs: [y],
    constants: [],
    nameOf,
    emptySequence: NO_TENSOR,
  });
}

describe('a helper', () => {
  const helpers: Helper[] = [];
  const makeHelper = () => {
    helpers.push(new Helper());
    return helpers.at(-1)!;
  };
  afterEach(() => {
    for (const helper of helpers.splice(0)) helper.dispose();
  });

  it('computes several models on memory that both see', () => {
    const helper = makeHelper();
    const [first, second] = [1, 2].map(() => helper.add({ model: negation(), settings, ...arrays }));
    helper.settle(PATIENCE);
    first!.inputs[0]!.set([1, 2, 3] as never);
    second!.inputs[0]!.set([4, 5, 6] as never);
    expect(first!.start() && first!.finish(PATIENCE)).toBe(true);
    expect(second!.start() && second!.finish(PATIENCE)).toBe(true);
    expect([...first!.outputs[0]!]).toEqual([-1, -2, -3]);
    expect([...second!.outputs[0]!]).toEqual([-4, -5, -6]);
  });

  it('is never waited for once it has done its part', () => {
    const helper = makeHelper();
    const task = helper.add({ model: negation(), settings, ...arrays });
    helper.settle(PATIENCE);
    // A result that is missed would be waited for until the patience ends.
    for (let i = 0; i < 3000; i++) {
      task.inputs[0]!.fill(i as never);
      expect(task.start() && task.finish(PATIENCE)).toBe(true);
      expect(task.outputs[0]![2]).toBe(-i);
    }
  });

  it('says that it is not there before it is up, and after it was disposed of', () => {
    const helper = makeHelper();
    const task = helper.add({ model: negation(), settings, ...arrays });
    expect(task.start()).toBe(false);
    helper.settle(PATIENCE);
    helper.dispose();
    expect(task.start()).toBe(false);
    helper.settle(PATIENCE);
    task.dispose();
  });

  it('says that nothing will come of a model that cannot be run', () => {
    const helper = makeHelper();
    const task = helper.add({ model: new Uint8Array([1, 2, 3]), settings, ...arrays });
    helper.settle(PATIENCE);
    expect(task.start()).toBe(false);
  });

  it('goes on with other models when one is disposed of', () => {
    const helper = makeHelper();
    const [first, second] = [1, 2].map(() => helper.add({ model: negation(), settings, ...arrays }));
    first!.dispose();
    helper.settle(PATIENCE);
    second!.inputs[0]!.set([7, 8, 9] as never);
    expect(second!.start() && second!.finish(PATIENCE)).toBe(true);
    expect([...second!.outputs[0]!]).toEqual([-7, -8, -9]);
  });
});
