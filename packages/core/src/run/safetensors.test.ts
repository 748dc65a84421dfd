import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

const tensors = new Map([
  ['generator/00-dense/kernel', { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, Number.NaN, 1e-40) }],
  ['scalar', { shape: [], data: Float32Array.of(7) }],
  ['empty', { shape: [0, 4], data: new Float32Array() }],
]);
const file = () => Buffer.concat(encodeSafetensors(tensors, { format: 'ganx' }));
const withHeader = (header: unknown, data = Buffer.alloc(0)) => {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
};

describe('safetensors', () => {
  it('reads back what it wrote', () => {
    expect(decodeSafetensors(file(), 'x')).toEqual(tensors);
  });

  it('writes the published layout: length, header padded to 8 bytes, data', () => {
    const bytes = file();
    const length = Number(bytes.readBigUInt64LE());
    expect(length % 8).toBe(0);
    expect(JSON.parse(bytes.subarray(8, 8 + length).toString())).toEqual({
      __metadata__: { format: 'ganx' },
      'generator/00-dense/kernel': { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
      scalar: { dtype: 'F32', shape: [], data_offsets: [24, 28] },
      empty: { dtype: 'F32', shape: [0, 4], data_offsets: [28, 28] },
    });
    expect(bytes.readFloatLE(8 + length + 8)).toBe(3.5);
  });

  const tensor = (over: object) => ({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...over } });
  it.each([
    ['a few bytes', Buffer.from('abc'), /3 bytes, a header needs at least 8/],
    [
      'a header larger than any',
      Buffer.from('ffffffffffffff7f', 'hex'),
      /header claims 9223372036854775807 bytes/,
    ],
    [
      'a header larger than the file',
      Buffer.concat([Buffer.from('6400000000000000', 'hex'), Buffer.from('{}')]),
      /claims 100 bytes, the file has 2 left/,
    ],
    ['no JSON', withHeader('{'), /not JSON/],
    ['a list', withHeader([]), /not an object/],
    ['another dtype', withHeader(tensor({ dtype: 'F16' }), Buffer.alloc(8)), /dtype "F16", expected "F32"/],
    ['a negative size', withHeader(tensor({ shape: [-2] }), Buffer.alloc(8)), /no valid shape/],
    [
      'a range that is none',
      withHeader(tensor({ data_offsets: [0] }), Buffer.alloc(8)),
      /no valid byte range/,
    ],
    [
      'a shape that is larger than its range',
      withHeader(tensor({ shape: [1e9] }), Buffer.alloc(8)),
      /claims bytes 0 to 8, expected 0 to 4000000000/,
    ],
    [
      'overlapping ranges',
      withHeader({ ...tensor({}), b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] } }, Buffer.alloc(12)),
      /"b".*expected 8 to 16/,
    ],
    ['a truncated file', file().subarray(0, -4), /ends behind the end of the file/],
    ['bytes at the end', Buffer.concat([file(), Buffer.alloc(4)]), /4 bytes behind its last tensor/],
    ['null for a tensor', withHeader({ a: null }), /dtype undefined/],
  ])('refuses %s', (_what, bytes, message) => {
    expect(() => decodeSafetensors(bytes, '/some/file')).toThrow(
      expect.objectContaining({ code: 'GANX_RUN_SAFETENSORS', message: expect.stringMatching(message) }),
    );
  });
});
