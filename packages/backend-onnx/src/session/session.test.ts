import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { encodeModel } from '../onnx/encode.js';
import { NO_TENSOR, Session, wrapBytes } from './session.js';

const MEBI = 1 << 20;
const input = g.makeLeaf('float32', [MEBI], { kind: 'input', name: 'x' });
const output = g.neg(input);
const nameOf = (value: g.Value) => (value === input ? 'x' : 'y');
const model = (emptySequence?: string) =>
  encodeModel({
    nodes: [output.node!],
    inputs: [input],
    outputs: [output],
    constants: [],
    nameOf,
    ...(emptySequence ? { emptySequence } : {}),
  });
const settings = { threads: 1, optimization: 'all' } as const;
const tensor = (data: Float32Array) => wrapBytes(data, 'float32', [data.length]);

describe('a run into given memory', () => {
  it('writes its results there and makes no JavaScript buffers', () => {
    const session = new Session(model(NO_TENSOR), settings);
    const [x, y] = [new Float32Array(MEBI).fill(3), new Float32Array(MEBI)];
    session.runInto({ x: tensor(x) }, { y: tensor(y) });
    expect([y[0], y[MEBI - 1]]).toEqual([-3, -3]);
    x.fill(5);
    const [feeds, fetches] = [{ x: tensor(x) }, { y: tensor(y) }];
    const before = process.memoryUsage().arrayBuffers;
    session.runInto(feeds, fetches);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MEBI);
    expect([y[0], y[MEBI - 1]]).toEqual([-5, -5]);
    session.dispose();
  });

  it('still says what goes wrong', () => {
    const session = new Session(model(NO_TENSOR), settings);
    const x = tensor(new Float32Array(3));
    expect(() => session.runInto({ x }, { y: tensor(new Float32Array(3)) })).toThrow(
      expect.objectContaining({ code: 'GANX_BACKEND_SESSION' }),
    );
    session.dispose();
    expect(() => session.runInto({ x }, {})).toThrow(
      expect.objectContaining({ code: 'GANX_BACKEND_DISPOSED' }),
    );
  });
});

it('the binding makes a buffer for every output, which is why runInto exists', () => {
  const session = new Session(model(), settings);
  const [x, y] = [tensor(new Float32Array(MEBI)), tensor(new Float32Array(MEBI))];
  session.run({ x }, { y });
  const before = process.memoryUsage().arrayBuffers;
  session.run({ x }, { y });
  // should this fail, a release of onnxruntime-node has mended it, and the empty sequence can go
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThanOrEqual(4 * MEBI);
  session.dispose();
});
