import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from './crc32c.js';

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('crc32c', () => {
  it.each([
    ['no bytes', ascii(''), 0],
    ['"123456789"', ascii('123456789'), 0xe3069283],
    ['32 zero bytes', new Uint8Array(32), 0x8a9136aa],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['32 rising bytes', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['32 falling bytes', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ])('of %s is the value of RFC 3720', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  it('agrees with the definition bit by bit at every length and alignment', () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, i) => (i * 197 + 31) & 0xff);
    for (let start = 0; start < 9; start++) {
      for (let end = start; end <= bytes.length; end++) {
        expect(crc32c(bytes, start, end)).toBe(byDefinition(bytes.subarray(start, end)));
      }
    }
  });

  it("masks as TensorFlow's record writer does", () => {
    expect(maskedCrc32c(ascii('\x1a\x11CRC test, one two'))).toBe(0x5794d08a);
  });
});

function byDefinition(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}
