import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.js';
import { hostInput } from '../compile/host-input.js';
import * as g from '../graph/index.js';
import { registerOnnxBackend } from '../register.js';
import { findRegions } from './region.js';

const state = (name: string, shape: number[]) =>
  g.makeLeaf('float32', shape, { kind: 'state', name, key: { name } });
const keyOf = (value: g.Value) => (value.leaf as { key: object }).key;
const input = (shape: number[]) => g.makeLeaf('float32', shape, { kind: 'input', name: 'x' });

describe('elementwise regions', () => {
  it('reach from an update back to what is not elementwise', () => {
    const p = state('p', [3, 4]);
    const grad = g.matMul(input([3, 2]), input([2, 4]));
    const next = g.sub(p, g.mul(grad, g.scalar(0.1)));
    const [region, ...rest] = findRegions([{ value: next, target: keyOf(p) }], []);
    expect(rest).toEqual([]);
    expect(region!.nodes.map((node) => node.op)).toEqual(['Mul', 'Sub']);
    expect(region!.arrays).toEqual([grad, p]);
    expect(region!.scalars).toHaveLength(1);
  });

  it('leave to the graph what an output or another operation needs too', () => {
    const p = state('p', [4]);
    const scaled = g.mul(input([4]), g.scalar(2));
    const next = g.add(p, scaled);
    expect(findRegions([{ value: next, target: keyOf(p) }], [scaled])[0]!.nodes.map((n) => n.op)).toEqual([
      'Add',
    ]);
    const norm = g.reduce('ReduceSum', scaled, [0]);
    const regions = findRegions([{ value: next, target: keyOf(p) }], [norm]);
    expect(regions[0]!.nodes.map((n) => n.op)).toEqual(['Add']);
  });

  it('leave out nodes that broadcast more than a single number', () => {
    const p = state('p', [2, 4]);
    const rows = g.mul(input([2, 4]), input([4]));
    const regions = findRegions([{ value: g.add(p, rows), target: keyOf(p) }], []);
    expect(regions[0]!.nodes.map((n) => n.op)).toEqual(['Add']);
  });

  it('leave a sum of more arrays than a WebAssembly function can take to the graph', () => {
    const p = state('p', [4, 1]);
    const sum = (terms: number) => {
      let value: g.Value = p;
      for (let i = 0; i < terms; i++) value = g.add(value, g.matMul(input([4, 1]), input([1, 1])));
      return value;
    };
    expect(findRegions([{ value: sum(100), target: keyOf(p) }], [])).toHaveLength(1);
    expect(findRegions([{ value: sum(2000), target: keyOf(p) }], [])).toHaveLength(0);
  });

  it('that read what another overwrites are one region', () => {
    const [a, b] = [state('a', [4]), state('b', [4])];
    const regions = findRegions(
      [
        { value: g.add(b, g.scalar(1)), target: keyOf(a) },
        { value: g.mul(a, g.scalar(2)), target: keyOf(b) },
      ],
      [],
    );
    expect(regions).toHaveLength(1);
  });
});

describe('variables updated by generated kernels', () => {
  beforeAll(async () => {
    registerOnnxBackend({ threads: 2 });
    await tf.setBackend('onnx');
  });
  const values = (x: tf.Tensor) => [...x.dataSync()];
  const range = (n: number) => tf.tensor1d(Float32Array.from({ length: n }, (_, i) => i + 1));

  it.each([1, 2, 3, 4, 5, 17])('have every element updated, %i of them', async (n) => {
    const v = tf.variable(range(n));
    const f = compile(({ x }: { x: tf.Tensor }) => {
      const root = tf.sqrt(tf.abs(tf.neg(tf.mul(v, x))));
      v.assign(tf.minimum(tf.maximum(tf.sub(tf.div(root, 2), 1), 0), 100) as tf.Tensor1D);
      return {};
    });
    const x = range(n);
    await f({ x });
    expect(f.stats.fusedNodes).toBeGreaterThan(5);
    expect(values(v)).toEqual(
      Array.from({ length: n }, (_, i) => Math.fround((i + 1) / 2 - 1)).map((y) => Math.max(0, y)),
    );
  });

  it('may be exchanged', async () => {
    const a = tf.variable(tf.tensor1d([1, 2, 3]));
    const b = tf.variable(tf.tensor1d([10, 20, 30]));
    const swap = compile(() => {
      const [newA, newB] = [tf.add(b, 0.5), tf.mul(a, 2)];
      a.assign(newA as tf.Tensor1D);
      b.assign(newB as tf.Tensor1D);
      return {};
    });
    await swap({});
    expect([values(a), values(b)]).toEqual([
      [10.5, 20.5, 30.5],
      [2, 4, 6],
    ]);
  });

  it('may be read by the same call as they were before', async () => {
    const v = tf.variable(tf.tensor1d([1, 2]));
    const f = compile(() => {
      const before = tf.mul(v, 1);
      v.assign(tf.add(v, 1) as tf.Tensor1D);
      return { before, after: tf.add(v, 0) };
    });
    const { before, after } = await f({});
    expect([values(before), values(after), values(v)]).toEqual([
      [1, 2],
      [2, 3],
      [2, 3],
    ]);
  });

  it('take numbers from the host, from the graph and from other variables, as they were before the call', async () => {
    let t = 0;
    const v = tf.variable(tf.tensor1d([1, 1, 1]));
    const s = tf.variable(tf.scalar(100));
    const f = compile(({ x }: { x: tf.Tensor }) => {
      const rate = hostInput([], 'float32', (target: Float32Array) => (target[0] = ++t));
      const old = tf.add(s, 0);
      s.assign(tf.add(s, 1) as tf.Scalar);
      v.assign(tf.add(tf.add(tf.mul(v, rate), tf.sum(x)), old) as tf.Tensor1D);
      return {};
    });
    await f({ x: tf.ones([2]) });
    expect(values(v)).toEqual([103, 103, 103]);
    await f({ x: tf.ones([2]) });
    expect(values(v)).toEqual([309, 309, 309]);
  });

  it('move between functions compiled for different signatures', async () => {
    const v = tf.variable(tf.tensor1d([0, 0]));
    const f = compile(({ x }: { x: tf.Tensor }) => {
      v.assign(tf.add(v, tf.sum(x)) as tf.Tensor1D);
      return {};
    });
    for (const n of [1, 2, 1, 3, 2]) await f({ x: tf.ones([n]) });
    expect(values(v)).toEqual([9, 9]);
  });
});
