import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { encodeMessage } from './record-buffer.js';

const NUMBERS = [
  0,
  1,
  127,
  128,
  16383,
  16384,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 35 + 1,
  Number.MAX_SAFE_INTEGER,
];

describe('RecordBuffer', () => {
  it.each(NUMBERS)('encodes %d as the protobuf library does', (number) => {
    const ours = encodeMessage((out) => out.varint(number));
    expect(ours).toEqual(new BinaryWriter().uint64(BigInt(number)).finish());
  });

  it('encodes strings, doubles, floats, booleans and bytes as the protobuf library does', () => {
    const ours = encodeMessage((out) => {
      out.string(1, 'ünï ✓ 🎉');
      out.double(2, -1 / 3);
      out.bool(3, false);
      out.bool(4, true);
      out.data(500, Uint8Array.from([1, 2, 3]));
      out.message(6, () => out.rawFloat(1.5));
    });
    const theirs = new BinaryWriter();
    theirs
      .tag(1, 2)
      .string('ünï ✓ 🎉')
      .tag(2, 1)
      .double(-1 / 3)
      .tag(3, 0)
      .bool(false)
      .tag(4, 0)
      .bool(true);
    theirs
      .tag(500, 2)
      .bytes(Uint8Array.from([1, 2, 3]))
      .tag(6, 2)
      .fork()
      .float(1.5)
      .join();
    expect(ours).toEqual(theirs.finish());
  });

  it.each([0, 1, 126, 127, 128, 129, 255, 256, 16382, 16383, 16384, 70000])(
    'makes room for the length of a nested message of %d bytes',
    (size) => {
      const body = Uint8Array.from({ length: size }, (_, i) => i & 0xff);
      const ours = encodeMessage((out) => {
        out.uint(1, 7);
        out.message(2, () => out.message(3, () => out.raw(body)));
        out.uint(4, 9);
      });
      const theirs = new BinaryWriter().tag(1, 0).uint32(7).tag(2, 2).fork().tag(3, 2).fork();
      expect(ours).toEqual(theirs.raw(body).join().join().tag(4, 0).uint32(9).finish());
    },
  );
});
