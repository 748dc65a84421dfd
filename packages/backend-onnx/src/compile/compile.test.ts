import '@tensorflow/tfjs-layers'; // registers TensorFlow.js's gradients
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BackendError, UntraceableError } from '../errors.js';
import { registerOnnxBackend } from '../register.js';
import { compile } from './compile.js';
import { hostInput, isTracing } from './host-input.js';

const values = (x: tf.Tensor) => [...x.dataSync()];

beforeAll(async () => {
  registerOnnxBackend({ threads: 2 });
  await tf.setBackend('onnx');
});

describe('compile', () => {
  it('replays what the function computes, tracing once per signature', async () => {
    let calls = 0;
    const f = compile(({ x }: { x: tf.Tensor }) => {
      calls++;
      return { y: tf.add(tf.mul(x, 2), 1) };
    });
    expect(values((await f({ x: tf.tensor1d([1, 2]) })).y)).toEqual([3, 5]);
    expect(values((await f({ x: tf.tensor1d([5, 6]) })).y)).toEqual([11, 13]);
    expect(calls).toBe(1);
    expect(values((await f({ x: tf.tensor1d([1, 2, 3]) })).y)).toEqual([3, 5, 7]);
    expect(calls).toBe(2);
    expect(f.stats).toMatchObject({ traces: 2, runs: 3 });
  });

  it('traces without running when asked to', async () => {
    const v = tf.variable(tf.scalar(1));
    const f = compile(({ x }: { x: tf.Tensor }) => {
      v.assign(tf.add(v, x) as tf.Scalar);
      return {};
    });
    await f.trace({ x: tf.scalar(1) });
    expect(f.stats).toMatchObject({ traces: 1, runs: 0 });
    expect(values(v)).toEqual([1]);
  });

  it('takes typed arrays, bytes of images cast in the graph', async () => {
    const f = compile<{ x: { data: Uint8Array; shape: number[]; dtype: 'float32' } }, { y: tf.Tensor }>(
      ({ x }) => ({
        y: tf.div(x, 255),
      }),
    );
    const { y } = await f({ x: { data: Uint8Array.of(0, 51, 255, 102), shape: [2, 2], dtype: 'float32' } });
    expect(y.shape).toEqual([2, 2]);
    expect(y.dtype).toBe('float32');
    expect(values(y)).toEqual([0, 0.2, 1, 0.4].map(Math.fround));
  });

  it('refuses an array that does not fill its shape', async () => {
    const f = compile<{ x: { data: Float32Array; shape: number[] } }, { y: tf.Tensor }>(
      ({ x }) => ({ y: tf.neg(x) }),
      { name: 'f' },
    );
    await expect(f({ x: { data: new Float32Array(3), shape: [2, 2] } })).rejects.toMatchObject({
      code: 'GANX_BACKEND_SIGNATURE',
      message: expect.stringContaining("Input 'x' of f has 3 elements, but its shape [2,2] needs 4."),
    });
  });

  it('gives integers and booleans the dtypes they had', async () => {
    const f = compile(({ i, b }: { i: tf.Tensor; b: tf.Tensor }) => ({
      i: tf.neg(i),
      b: tf.logicalNot(b),
      same: i,
    }));
    const out = await f({ i: tf.tensor1d([1, 2], 'int32'), b: tf.tensor1d([true, false], 'bool') });
    expect([out.i.dtype, out.b.dtype]).toEqual(['int32', 'bool']);
    expect([values(out.i), values(out.b), values(out.same)]).toEqual([
      [-1, -2],
      [0, 1],
      [1, 2],
    ]);
  });
});

describe('variables in compiled functions', () => {
  it('keep their values between calls, shared by functions, seen and set by the host', async () => {
    const v = tf.variable(tf.tensor1d([1, 1]));
    const grow = compile(({ x }: { x: tf.Tensor }) => {
      v.assign(tf.add(v, x) as tf.Tensor1D);
      return { doubled: tf.mul(v, 2) };
    });
    const read = compile(() => ({ v: tf.mul(v, 1) }));
    const one = tf.tensor1d([1, 2]);
    expect(values((await grow({ x: one })).doubled)).toEqual([4, 6]);
    await grow({ x: one });
    expect(values((await read({})).v)).toEqual([3, 5]);
    expect(values(v)).toEqual([3, 5]);
    v.assign(tf.tensor1d([10, 10]));
    await grow({ x: one });
    expect(values(v)).toEqual([11, 12]);
  });

  it('leave clones and pending eager operations with the value they saw', async () => {
    const v = tf.variable(tf.tensor1d([1, 2]));
    const step = compile(() => {
      v.assign(tf.mul(v, 10) as tf.Tensor1D);
      return {};
    });
    const clone = tf.clone(v);
    const pending = tf.add(v, 0.5);
    const read = v.dataSync();
    for (let i = 0; i < 4; i++) await step({});
    expect(values(clone)).toEqual([1, 2]);
    expect(values(pending)).toEqual([1.5, 2.5]);
    expect([...read]).toEqual([1, 2]);
    expect(values(v)).toEqual([10000, 20000]);
  });

  it('may be created inside, as optimizers do with their slots', async () => {
    const v = tf.variable(tf.tensor1d([1, -1]));
    const optimizer = tf.train.adam(0.1);
    const step = compile(({ x }: { x: tf.Tensor }) => {
      const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(tf.sub(v, x))) as tf.Scalar, [v]);
      optimizer.applyGradients(grads as Parameters<typeof optimizer.applyGradients>[0]);
      return { loss: value as tf.Tensor };
    });
    const losses: number[] = [];
    for (let i = 0; i < 20; i++) losses.push((await step({ x: tf.tensor1d([0, 0]) })).loss.dataSync()[0]!);
    expect(step.stats.traces).toBe(1);
    expect(losses[19]!).toBeLessThan(losses[0]! / 2);
  });

  it('disposed of since tracing are an error that names them', async () => {
    const v = tf.variable(tf.scalar(1), false, 'gone');
    const f = compile(() => ({ y: tf.add(v, 1) }));
    await f({});
    v.dispose();
    await expect(f({})).rejects.toMatchObject({
      code: 'GANX_BACKEND_DISPOSED',
      details: { variable: 'gone' },
    });
  });
});

describe('hostInput', () => {
  it('is filled anew before every replay, and once outside', async () => {
    let count = 0;
    const next = () => hostInput([2], 'float32', (target: Float32Array) => target.fill(++count));
    const f = compile(() => ({ y: tf.mul(next(), 10), traced: tf.scalar(isTracing() ? 1 : 0) }));
    expect(values((await f({})).y)).toEqual([10, 10]);
    expect(values((await f({})).y)).toEqual([20, 20]);
    expect(values((await f({})).traced)).toEqual([1]);
    expect(isTracing()).toBe(false);
    expect(values(next())).toEqual([4, 4]);
  });

  it('is filled in the order in which the function made it, whatever the order of use, and when unused', async () => {
    let count = 0;
    const next = () => hostInput([1], 'float32', (target: Float32Array) => target.fill(++count));
    const f = compile(() => {
      const [first, unused, third] = [next(), next(), next()];
      tf.mul(unused, 2);
      return { y: tf.concat([tf.neg(third), tf.neg(first)]) };
    });
    expect(values((await f({})).y)).toEqual([-3, -1]);
    expect(values((await f({})).y)).toEqual([-6, -4]);
  });

  it('takes bytes and casts them in the graph', async () => {
    const f = compile(() => ({
      y: hostInput([3], 'float32', (t: Uint8Array) => t.set([0, 7, 255]), { feed: 'uint8' }),
    }));
    const { y } = await f({});
    expect([y.dtype, values(y)]).toEqual(['float32', [0, 7, 255]]);
  });
});

describe('what cannot be traced', () => {
  it('reading a traced tensor says which operation made it and what to do', async () => {
    const f = compile(({ x }: { x: tf.Tensor }) => {
      if (tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D).dataSync()[0]! > 0) return { y: x };
      return { y: tf.neg(x) };
    });
    const error = await f({ x: tf.ones([2, 2]) }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UntraceableError);
    expect(error).toMatchObject({
      code: 'GANX_BACKEND_UNTRACEABLE',
      details: { op: 'BatchMatMul', shape: [2, 2] },
    });
    expect((error as Error).message).toMatch(
      /^The values of a traced tensor were read \(made by BatchMatMul, shape \[2,2\], float32\) at .*compile\.test\.ts:\d+:\d+\. While .*tf\.where/,
    );
  });

  it('an operation that ONNX does not have is refused with its name, its place and another way', async () => {
    const f = compile(({ x }: { x: tf.Tensor1D }) => ({ y: tf.unique(x).values }));
    await expect(f({ x: tf.tensor1d([1, 1]) })).rejects.toThrow(
      /^Unique cannot be compiled: ONNX has no operation like it.* \(shape \[2\], float32\) at .*compile\.test\.ts:\d+:\d+\. .* Compute it before the call/,
    );
  });

  it('a failed trace leaves variables as they were', async () => {
    const v = tf.variable(tf.scalar(3));
    const f = compile(({ x }: { x: tf.Tensor }) => {
      v.assign(tf.add(v, x) as tf.Scalar);
      throw new Error('on purpose');
    });
    await expect(f({ x: tf.scalar(1) })).rejects.toThrow('on purpose');
    expect(values(v)).toEqual([3]);
    expect(values(tf.add(v, 1))).toEqual([4]);
  });

  it('a compiled function inside another is refused', async () => {
    const inner = compile(() => ({ y: tf.scalar(1) }));
    const outer = compile(() => inner.runSync({}));
    await expect(outer({})).rejects.toMatchObject({ code: 'GANX_BACKEND_NESTED_TRACE' });
  });

  it('a variable whose first value depends on an input is refused', async () => {
    const f = compile(({ x }: { x: tf.Tensor }) => ({ y: tf.add(tf.variable(tf.neg(x)), 1) }));
    const error = await f({ x: tf.scalar(1) }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(BackendError);
    expect(error).toMatchObject({ code: 'GANX_BACKEND_VARIABLE' });
  });

  it('a promise is refused', async () => {
    const f = compile((async () => ({})) as never);
    await expect(f({})).rejects.toMatchObject({ code: 'GANX_BACKEND_SIGNATURE' });
  });
});

describe('memory', () => {
  it('holds the same tensors after many calls as after the first', async () => {
    const v = tf.variable(tf.zeros([8, 8]));
    const f = compile(({ x }: { x: tf.Tensor }) => {
      v.assign(tf.add(v, x) as tf.Tensor2D);
      return { sum: tf.sum(v) };
    });
    const x = tf.ones([8, 8]);
    (await f({ x })).sum.dispose();
    const before = tf.memory();
    for (let i = 0; i < 200; i++) (await f({ x })).sum.dispose();
    const after = tf.memory();
    expect([after.numTensors, after.numDataBuffers, after.numBytes]).toEqual([
      before.numTensors,
      before.numDataBuffers,
      before.numBytes,
    ]);
  });
});
