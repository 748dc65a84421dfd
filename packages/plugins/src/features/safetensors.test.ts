import { expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

const tensors = new Map([
  ['a/kernel', { shape: [2, 2], values: Float32Array.of(1, -0.5, 0.25, 8) }],
  ['a/bias', { shape: [1], values: Float32Array.of(3) }],
]);

test('tensors survive the way there and back, and metadata is no tensor', () => {
  expect(decodeSafetensors(encodeSafetensors(tensors, { note: 'x' }))).toEqual(tensors);
});

test('reads single precision, from bytes that are not aligned', () => {
  const header = new TextEncoder().encode('{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}');
  const file = Buffer.alloc(1 + 8 + header.length + 4);
  file.writeBigUInt64LE(BigInt(header.length), 1);
  file.set(header, 9);
  file.writeFloatLE(0.1, 9 + header.length);
  expect(decodeSafetensors(file.subarray(1)).get('x')!.values).toEqual(Float32Array.of(0.1));
});

test.each([
  [
    'a file cut in its header',
    encodeSafetensors(tensors, {}).subarray(0, 20),
    /header is longer than the file/,
  ],
  ['an empty file', new Uint8Array(0), /header is longer than the file/],
  ['a file cut in its data', encodeSafetensors(tensors, {}).subarray(0, -1), /"a\/bias" has 1 bytes/],
])('%s is refused', (_, file, message) => {
  expect(() => decodeSafetensors(file)).toThrow(message);
});
