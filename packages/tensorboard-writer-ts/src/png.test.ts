import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { layOutGrid } from './image-grid.js';
import { encodePng } from './png.js';

/** Reads a PNG with no filter or that of differences, checking each chunk's checksum. */
function decode(png: Uint8Array): { width: number; height: number; colorType: number; pixels: number[] } {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const typed = bytes.subarray(at + 4, at + 8 + length);
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crcByDefinition(typed));
    chunks.set(typed.subarray(0, 4).toString('latin1'), typed.subarray(4));
    at += 12 + length;
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
  const header = chunks.get('IHDR')!;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(chunks.get('IDAT')!);
  const stride = rows.length / height;
  const channels = [1, undefined, 3, undefined, 2, undefined, 4][header[9]!]!;
  const pixels = Array.from({ length: height }, (_, y) => {
    const row = [...rows.subarray(y * stride + 1, (y + 1) * stride)];
    const filter = rows[y * stride]!;
    expect([0, 1]).toContain(filter);
    for (let i = channels; i < row.length && filter === 1; i++) row[i] = (row[i]! + row[i - channels]!) & 255;
    return row;
  }).flat();
  return { width, height, colorType: header[9]!, pixels };
}

function crcByDefinition(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe('encodePng', () => {
  it.each([
    [1, 0],
    [2, 4],
    [3, 2],
    [4, 6],
  ])('keeps pixels of %d channels', (channels, colorType) => {
    const pixels = Uint8Array.from({ length: 5 * 3 * channels }, (_, i) => (i * 91) & 0xff);
    for (const level of [0, 1, 2, 9]) {
      const decoded = decode(encodePng(pixels, { width: 5, height: 3, channels, level }));
      expect(decoded).toEqual({ width: 5, height: 3, colorType, pixels: [...pixels] });
    }
  });

  it.each([
    ['too few bytes', { width: 2, height: 2, channels: 1 }, 'TBW_SHAPE_INVALID'],
    ['five channels', { width: 1, height: 1, channels: 5 }, 'TBW_SHAPE_INVALID'],
    ['no width', { width: 0, height: 1, channels: 1 }, 'TBW_SHAPE_INVALID'],
    ['a level of 10', { width: 3, height: 1, channels: 1, level: 10 }, 'TBW_VALUE_INVALID'],
  ])('refuses %s', (_, options, code) => {
    expect(() => encodePng(new Uint8Array(3), options)).toThrow(expect.objectContaining({ code }));
  });
});

describe('layOutGrid', () => {
  it('fills rows from the left, as square as can be', () => {
    const { pixels, width, height } = layOutGrid('test', [1, 2, 3, 4, 5], {
      width: 1,
      height: 1,
      range: [0, 255],
    });
    expect([width, height]).toEqual([3, 2]);
    expect([...pixels]).toEqual([1, 2, 3, 4, 5, 0]);
  });

  it('keeps the channels of a pixel together', () => {
    const { pixels } = layOutGrid('test', Uint8Array.from([1, 2, 3, 4, 5, 6]), {
      width: 1,
      height: 1,
      channels: 3,
      columns: 1,
      gap: 1,
    });
    expect([...pixels]).toEqual([1, 2, 3, 0, 0, 0, 4, 5, 6]);
  });

  it('rounds to the nearest shade, and clips whatever is outside, however far', () => {
    const cases: [value: number, shade: number][] = [
      [0, 0],
      [0.49, 0],
      [0.5, 1],
      [254.49, 254],
      [254.5, 255],
      [255, 255],
      [255.6, 255],
      [256, 255],
      [1e9, 255],
      [3e9, 255],
      [2 ** 32, 255],
      [1e300, 255],
      [Infinity, 255],
      [-0.4, 0],
      [-0.6, 0],
      [-1, 0],
      [-256, 0],
      [-(2 ** 31), 0],
      [-(2 ** 32) - 7, 0],
      [-1e300, 0],
      [-Infinity, 0],
      [NaN, 0],
    ];
    const values = cases.map(([value]) => value);
    const { pixels } = layOutGrid('test', values, { width: cases.length, height: 1, range: [0, 255] });
    expect(values.map((value, i) => [value, pixels[i]])).toEqual(cases);
  });

  it('maps the range to bytes, clips what is outside and shows NaN black', () => {
    const values = Float32Array.from([-1, 0, 1, -7, 7, Number.NaN]);
    const { pixels } = layOutGrid('test', values, { width: 6, height: 1, range: [-1, 1] });
    expect([...pixels]).toEqual([0, 128, 255, 0, 255, 0]);
  });

  it.each([
    ['half an image', [1, 2, 3], { width: 2, height: 1 }, 'TBW_SHAPE_INVALID'],
    ['no images', [], { width: 2, height: 1 }, 'TBW_SHAPE_INVALID'],
    ['no columns', [1], { width: 1, height: 1, columns: 0 }, 'TBW_VALUE_INVALID'],
    ['a range without width', [1], { width: 1, height: 1, range: [1, 1] as const }, 'TBW_VALUE_INVALID'],
    ['half a pixel between', [1], { width: 1, height: 1, gap: 0.5 }, 'TBW_VALUE_INVALID'],
  ])('refuses %s', (_, pixels, options, code) => {
    expect(() => layOutGrid('test', pixels, options)).toThrow(expect.objectContaining({ code }));
  });
});
