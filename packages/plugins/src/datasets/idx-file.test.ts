import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError } from '@ganx/core';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../testing/scratch-folder.js';
import { readIdx, readIdxHeader } from './idx-file.js';

function header(code: number, ...shape: number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * shape.length);
  bytes[2] = code;
  bytes[3] = shape.length;
  for (const [axis, size] of shape.entries()) bytes.writeUInt32BE(size, 4 + 4 * axis);
  return bytes;
}

function fileOf(...parts: Uint8Array[]): string {
  const path = join(scratchFolder(), 'file.idx');
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

async function refusal(path: string): Promise<DataError> {
  const fromHeader = await readIdxHeader(path).catch((error: unknown) => error);
  const fromData = await readIdx(path).catch((error: unknown) => error);
  expect(fromData).toBeInstanceOf(DataError);
  if (fromHeader instanceof DataError) expect(fromHeader.message).toBe((fromData as DataError).message);
  return fromData as DataError;
}

const six = Buffer.from([1, 2, 3, 4, 5, 255]);

describe('readIdx', () => {
  test('reads bytes with their shape', async () => {
    const path = fileOf(header(0x08, 2, 3), six);
    expect(await readIdxHeader(path)).toEqual({ type: 'unsigned byte', shape: [2, 3] });
    expect(await readIdx(path)).toEqual({ type: 'unsigned byte', shape: [2, 3], data: new Uint8Array(six) });
  });

  test('reads a gzip file whatever its name', async () => {
    const path = fileOf(gzipSync(Buffer.concat([header(0x08, 2, 3), six])));
    expect(await readIdxHeader(path)).toEqual({ type: 'unsigned byte', shape: [2, 3] });
    expect((await readIdx(path)).data).toEqual(new Uint8Array(six));
  });

  test('reads every element type, big-endian', async () => {
    const float64 = Buffer.alloc(16);
    float64.writeDoubleBE(-1.5, 0);
    float64.writeDoubleBE(1e300, 8);
    const cases = [
      [0x09, Buffer.from([255, 1]), Int8Array.of(-1, 1)],
      [0x0b, Buffer.from('ff010002', 'hex'), Int16Array.of(-255, 2)],
      [0x0c, Buffer.from('ffffffff00000100', 'hex'), Int32Array.of(-1, 256)],
      [0x0d, Buffer.from('3f800000bf000000', 'hex'), Float32Array.of(1, -0.5)],
      [0x0e, float64, Float64Array.of(-1.5, 1e300)],
    ] as const;
    for (const [code, body, data] of cases)
      expect((await readIdx(fileOf(header(code, 2), body))).data).toEqual(data);
  });

  test('a file without elements is empty', async () => {
    expect((await readIdx(fileOf(header(0x08, 0, 28)))).data).toEqual(new Uint8Array(0));
  });
});

describe('readIdx refuses', () => {
  test.each([
    ['an empty file', [Buffer.alloc(0)], /0 bytes; expected at least the 4 bytes/],
    ['a wrong magic number', [Buffer.from('RIFF....')], /magic number 52494646/],
    ['an unknown element type', [Buffer.from('00000701', 'hex')], /magic number 00000701/],
    ['rank 0', [Buffer.from('00000800', 'hex')], /rank 0; expected a rank from 1 to 8/],
    ['rank 255', [Buffer.from('000008ff', 'hex')], /rank 255/],
    ['a header cut short', [header(0x08, 2, 3).subarray(0, 9)], /9 bytes; expected a header of 12 bytes/],
    [
      'data cut short',
      [header(0x08, 2, 3), six.subarray(0, 5)],
      /17 bytes \(truncated.*expected 18 bytes for 2 x 3 of unsigned byte/,
    ],
    ['data too long', [header(0x08, 2, 3), six, six], /24 bytes \(too long/],
    [
      'sizes beyond any file',
      [header(0x0e, 0xffffffff, 0xffffffff, 0xffffffff)],
      /sizes that a file can hold/,
    ],
    ['a claim of 16 TB', [header(0x08, 0xffffffff, 4096), six], /18 bytes \(truncated/],
    [
      'gzip of a claim of 16 TB',
      [gzipSync(Buffer.concat([header(0x08, 0xffffffff, 4096), six]))],
      /18 bytes \(truncated/,
    ],
    [
      'gzip with data cut short',
      [gzipSync(Buffer.concat([header(0x08, 2, 3), six.subarray(0, 5)]))],
      /17 bytes \(truncated/,
    ],
    [
      'a gzip file cut short',
      [gzipSync(Buffer.concat([header(0x08, 2, 300), Buffer.alloc(600, 7)])).subarray(0, 30)],
      /file\.idx: seen/,
    ],
    [
      'rubbish after a gzip magic',
      [Buffer.from('1f8bffffffffffffffffffffffffffffffffffff', 'hex')],
      /gzip stream that does not unpack/,
    ],
  ])('%s', async (_, parts, message) => {
    const error = await refusal(fileOf(...parts));
    expect(error.code).toBe('GANX_DATA_IDX');
    expect(error.message).toMatch(message);
    expect(error.place.path).toMatch(/file\.idx$/);
  });

  test('a gzip bomb, without unpacking it', async () => {
    const path = fileOf(gzipSync(Buffer.concat([header(0x08, 4), Buffer.alloc(20_000_000)])));
    expect((await refusal(path)).message).toMatch(/expected 12 bytes for 4 of unsigned byte/);
  });

  test('a gzip file whose checksum is wrong', async () => {
    const bytes = gzipSync(Buffer.concat([header(0x08, 2, 3), six]));
    bytes[bytes.length - 6]! ^= 1;
    const error = await refusal(fileOf(bytes));
    expect(error.code).toBe('GANX_DATA_IDX');
    expect(error.message).toMatch(/incorrect data check/);
  });

  test('a file that is not there', async () => {
    const error = await refusal(join(scratchFolder(), 'file.idx'));
    expect(error.code).toBe('GANX_DATA_MISSING');
  });

  test('a folder', async () => {
    expect((await refusal(scratchFolder())).message).toMatch(/not a regular file/);
  });
});
