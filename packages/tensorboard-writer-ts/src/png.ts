import { crc32, deflateSync } from 'node:zlib';
import { isCount, shapeError, valueError } from './summary.js';

export interface PngOptions {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and opacity, 3 red, green, blue, 4 with opacity. */
  readonly channels: number;
  /** Effort of the compression from 0 to 9. Default 1: a training run has better things to do. */
  readonly level?: number;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOR_TYPES = [undefined, 0, 4, 2, 6];

/**
 * Encodes 8-bit pixels as PNG.
 *
 * Shapes     pixels is [height, width, channels] flat
 */
export function encodePng(pixels: Uint8Array, options: PngOptions): Uint8Array {
  const { width, height, channels, level = 1 } = options;
  const colorType = COLOR_TYPES[channels];
  if (!isCount(width) || !isCount(height) || colorType === undefined) {
    throw shapeError('PNG', `${height}x${width}x${channels}`, 'positive sizes and 1, 2, 3 or 4 channels');
  }
  const stride = width * channels;
  if (pixels.length !== height * stride) {
    throw shapeError('PNG', `${pixels.length} bytes`, `${height}x${width}x${channels} = ${height * stride}`);
  }
  if (!(Number.isInteger(level) && level >= 0 && level <= 9))
    throw valueError('PNG level', level, 'from 0 to 9');
  const rows = new Uint8Array(height * (stride + 1)); // each row begins with its filter, 0 for none
  for (let y = 0; y < height; y++)
    rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8; // bits
  header[9] = colorType;
  return Buffer.concat([
    SIGNATURE,
    ...chunk('IHDR', header),
    ...chunk('IDAT', deflateSync(rows, { level })),
    ...chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array[] {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, 'latin1');
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(data, crc32(head.subarray(4))), 0);
  return [head, data, tail];
}
