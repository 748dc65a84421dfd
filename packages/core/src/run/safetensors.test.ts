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

  it('reads half precision, and writes it where asked to', () => {
    const halves = new Map([['a', { shape: [3], data: Float32Array.of(1, -0.5, 0.1) }]]);
    const bytes = Buffer.concat(encodeSafetensors(halves, {}, 'F16'));
    expect(bytes.length % 8).toBe(6);
    expect(decodeSafetensors(bytes, 'x').get('a')!.data).toEqual(Float32Array.of(1, -0.5, 0.0999755859375));
  });

  it('reads tensors from any place in memory, in any order of the header', () => {
    const header = {
      second: { dtype: 'F32', shape: [1], data_offsets: [4, 8] },
      first: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    };
    const data = Buffer.from(Float32Array.of(0.5, 2).buffer);
    const odd = Buffer.concat([Buffer.alloc(1), withHeader(`${JSON.stringify(header)} `, data)]).subarray(1);
    expect([...decodeSafetensors(odd, 'x')].map(([name, { data }]) => [name, data[0]])).toEqual([
      ['second', 2],
      ['first', 0.5],
    ]);
  });

  it('keeps names that mean something to JavaScript', () => {
    const strange = new Map(['__proto__', 'constructor', '7'].map((name) => [name, tensors.get('scalar')!]));
    expect(decodeSafetensors(Buffer.concat(encodeSafetensors(strange)), 'x').size).toBe(3);
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
    [
      'another dtype',
      withHeader(tensor({ dtype: 'I64' }), Buffer.alloc(8)),
      /dtype "I64", expected "F32" or/,
    ],
    [
      'a size that is no whole number',
      withHeader(tensor({ shape: [0.5, 4] }), Buffer.alloc(8)),
      /no valid shape/,
    ],
    ['a size that is no number', withHeader(tensor({ shape: ['2'] }), Buffer.alloc(8)), /no valid shape/],
    [
      'sizes whose product overflows',
      withHeader(tensor({ shape: [2 ** 52, 2 ** 52, 2 ** 52, 2 ** 52] }), Buffer.alloc(8)),
      /claims bytes 0 to 8, expected/,
    ],
    [
      'sizes whose product overflows to no number at all',
      withHeader(tensor({ shape: [...Array(30).fill(2 ** 52), 0], data_offsets: [0, 0] }), Buffer.alloc(0)),
      /claims bytes 0 to 0, expected/,
    ],
    [
      'a dtype of half the size of its range',
      withHeader(tensor({ dtype: 'F16' }), Buffer.alloc(8)),
      /claims bytes 0 to 8, expected 0 to 4/,
    ],
    [
      'a dtype that is written otherwise',
      withHeader(tensor({ dtype: 'f32' }), Buffer.alloc(8)),
      /dtype "f32", expected/,
    ],
    [
      'a header larger than what is believed, in a file that has as much',
      Buffer.concat([Buffer.from('01e1f50500000000', 'hex'), Buffer.alloc(64)]),
      /header claims 100000001 bytes/,
    ],
    [
      'a range that runs backwards',
      withHeader(tensor({ data_offsets: [8, 0] }), Buffer.alloc(8)),
      /claims bytes 8 to 0, expected 0 to 8/,
    ],
    [
      'a range far behind the file',
      withHeader(tensor({ shape: [2 ** 40], data_offsets: [0, 2 ** 42] }), Buffer.alloc(8)),
      /ends behind the end of the file/,
    ],
    [
      'the same range for two tensors',
      withHeader({ ...tensor({}), b: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, Buffer.alloc(8)),
      /"b".*claims bytes 0 to 8, expected 8 to 16/,
    ],
    [
      'a hole between two tensors',
      withHeader(
        { ...tensor({}), b: { dtype: 'F32', shape: [2], data_offsets: [12, 20] } },
        Buffer.alloc(20),
      ),
      /"b".*expected 8 to 16/,
    ],
    [
      'a name that occurs twice',
      withHeader(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
        Buffer.alloc(8),
      ),
      /has "\\u0061" twice/,
    ],
    [
      'a field that occurs twice',
      withHeader('{"a":{"dtype":"F32","shape":[9],"shape":[1],"data_offsets":[0,4]}}', Buffer.alloc(4)),
      /has "shape" twice/,
    ],
    ['bytes that are not UTF-8', Buffer.from('07000000000000007b22ff223a317d', 'hex'), /not JSON/],
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
