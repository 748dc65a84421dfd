import { describe, EventFileError } from './errors.js';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Checks that `bytes` is an encoded image that browsers show and returns its size: a PNG's is read from its header, for
 * JPEG, GIF and WebP `given` is believed.
 */
export function resolveImageSize(bytes: Uint8Array, given: Partial<ImageSize>, place: string): ImageSize {
  if (!(bytes instanceof Uint8Array))
    throw imageError(place, describe(bytes), 'the bytes of an encoded image');
  const stated =
    isDimension(given.width) && isDimension(given.height)
      ? { width: given.width, height: given.height }
      : undefined;
  if (stated === undefined && (given.width !== undefined || given.height !== undefined)) {
    throw imageError(
      place,
      `width ${describe(given.width)}, height ${describe(given.height)}`,
      'positive whole numbers',
    );
  }
  const actual = pngSize(bytes);
  if (actual !== undefined) {
    if (stated !== undefined && (stated.width !== actual.width || stated.height !== actual.height)) {
      throw imageError(
        place,
        `a PNG of ${actual.width}x${actual.height}`,
        `one of ${stated.width}x${stated.height}, as stated`,
        'Leave the size out to have it read from the PNG.',
      );
    }
    return actual;
  }
  if (!isOtherImage(bytes)) {
    const start = Buffer.from(bytes.subarray(0, 8)).toString('hex');
    throw imageError(
      place,
      bytes.length === 0 ? 'no bytes' : `bytes that start with ${start}`,
      'a PNG, JPEG, GIF or WebP',
    );
  }
  if (stated === undefined)
    throw imageError(place, 'no size', 'width and height beside an image that is not a PNG');
  return stated;
}

function pngSize(bytes: Uint8Array): ImageSize | undefined {
  if (bytes.length < 24 || PNG_SIGNATURE.some((byte, i) => bytes[i] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function isOtherImage(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return start.startsWith('\xff\xd8\xff') || start.startsWith('GIF8') || /^RIFF.{4}WEBP$/s.test(start);
}

function isDimension(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function imageError(place: string, seen: string, expected: string, fix?: string): EventFileError {
  return new EventFileError('TBW_IMAGE_INVALID', {
    place,
    seen,
    expected,
    ...(fix === undefined ? {} : { fix }),
  });
}
