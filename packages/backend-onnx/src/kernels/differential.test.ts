import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.js';
import { registerOnnxBackend } from '../register.js';
import { type Call, Draw } from './differential.fixture.js';
import { calls } from './differential-calls.fixture.js';
import { kernelTable } from './table.js';

const DRAWS = 4;
/** Sums of products of up to 800 terms within 2 round differently; single operations are within a few units in the last place. */
const TOLERANCE = 2e-4;

/** Kernels that the cpu backend does not have; TensorFlow.js composes these operations from others. */
const NOT_ON_CPU: readonly string[] = [tf.BroadcastTo, tf.LogicalXor, tf.LogSoftmax];

const flat = (result: tf.Tensor | tf.Tensor[]) => (Array.isArray(result) ? result : [result]);
const run = (name: string, { inputs, attrs }: Call) =>
  flat(tf.engine().runKernel(name, inputs as never, { ...attrs } as never));

interface Seen {
  shape: number[];
  dtype: string;
  data: ArrayLike<number>;
}
const see = (tensors: readonly tf.Tensor[]): Seen[] =>
  tensors.map((t) => ({ shape: t.shape, dtype: t.dtype, data: t.dataSync() }));

function expectSame(seen: readonly Seen[], reference: readonly Seen[], place: string) {
  expect(
    seen.map(({ shape, dtype }) => [shape, dtype]),
    place,
  ).toEqual(reference.map(({ shape, dtype }) => [shape, dtype]));
  for (const [i, { data }] of seen.entries()) {
    const wanted = reference[i]!.data;
    for (let at = 0; at < wanted.length; at++) {
      const [a, b] = [data[at]!, wanted[at]!];
      const close = Object.is(a, b) || a === b || Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b));
      if (!close) expect.fail(`${place}: element ${at} of result ${i} is ${a}, on cpu ${b}`);
    }
  }
}

/** The same call as a compiled function, its inputs as arguments. */
function runCompiled(name: string, { inputs, attrs }: Call): Seen[] {
  const isList = Array.isArray(inputs);
  const step = compile((feeds: Record<string, tf.Tensor>) => {
    const given = isList ? Object.values(feeds) : feeds;
    return Object.fromEntries(run(name, { inputs: given as never, attrs }).map((t, i) => [`y${i}`, t]));
  });
  try {
    return see(Object.values(step.runSync(isList ? Object.fromEntries(Object.entries(inputs)) : inputs)));
  } finally {
    step.dispose();
  }
}

describe('every kernel agrees with the cpu backend on random shapes, eagerly and compiled', () => {
  beforeAll(() => registerOnnxBackend({ threads: 1 }));
  afterAll(() => tf.disposeVariables());

  it('has calls for all of them', () => {
    expect(Object.keys(kernelTable).filter((name) => !(name in calls))).toEqual([]);
    expect(Object.keys(calls).filter((name) => !(name in kernelTable))).toEqual([]);
  });

  const shared = Object.keys(calls).filter((name) => !NOT_ON_CPU.includes(name));
  it.each(shared)('%s', async (name) => {
    for (let i = 0; i < DRAWS; i++) {
      const seed = 1000 * i + name.length;
      await tf.setBackend('cpu');
      const reference = see(run(name, calls[name]!(new Draw(seed))));
      await tf.setBackend('onnx');
      const call = calls[name]!(new Draw(seed));
      const shapes = Object.values(call.inputs).map((t) => `[${t.shape}]`);
      const place = `${name}(${shapes}) ${JSON.stringify(call.attrs ?? {})}`;
      expectSame(see(run(name, call)), reference, place);
      expectSame(runCompiled(name, call), reference, `compiled ${place}`);
    }
  });

  it.each(NOT_ON_CPU)('%s is not on cpu', (name) => {
    expect(tf.getKernel(name, 'cpu')).toBeFalsy();
  });
});
