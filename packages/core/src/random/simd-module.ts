/**
 * A WebAssembly module of two functions over one memory, assembled by hand: 128-bit SIMD does four Threefry blocks at once,
 * which JavaScript cannot.
 *
 *   words(k0, k1, low, high, quads, at)  words of 4 * quads blocks to byte `at` on
 *   bits(groups, threshold) -> ties      for each group of 16 word bytes: 1 where the byte is below `threshold`, else 0, to
 *                                        `bitsAt` on; numbers of the groups that hold a byte equal to it, to `tiesAt` on
 *
 * Encoding: WebAssembly core specification 2.0, binary format. `fillWords` is the reference; a test compares them.
 */

/** Blocks per call. */
export const simdBlocks = 4096;
const wordBytes = simdBlocks * 8;
export const bitsAt = wordBytes;
export const tiesAt = 2 * wordBytes;
/** 64 KiB each: words and bits take one, ties a part of the second. */
const pages = 2;

const i32 = 0x7f;
const v128 = 0x7b;

const unsigned = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const byte = rest & 0x7f;
    rest >>>= 7;
    if (rest === 0) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
};
const signed = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value | 0; ; ) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && !(byte & 0x40)) || (rest === -1 && byte & 0x40)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
};
const vector = (items: number[][]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: number[]): number[] => [id, ...unsigned(content.length), ...content];
const text = (name: string): number[] => vector([...Buffer.from(name)].map((byte) => [byte]));

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
const constant = (value: number) => [0x41, ...signed(value)];
const add = [0x6a];
const xor = [0x73];
const shiftLeft = [0x74];
const simd = (op: number, ...immediates: number[]) => [0xfd, ...unsigned(op), ...immediates];
const lanes = (values: readonly number[]) => simd(0x0c, ...new Uint8Array(Int32Array.from(values).buffer));
const same = (value: number) => lanes([value, value, value, value]);
const splatByte = simd(0x0f);
const splat = simd(0x11);
const addLanes = simd(0xae);
const shiftLanesLeft = simd(0xab);
const shiftLanesRight = simd(0xad);
const or = simd(0x50);
const xorLanes = simd(0x51);
const and = simd(0x4e);
const load = (offset = 0) => simd(0x00, 0, ...unsigned(offset));
const store = (offset = 0) => simd(0x0b, 0, ...unsigned(offset));
const shuffle = (...bytes: number[]) => simd(0x0d, ...bytes);
const equalBytes = simd(0x23);
const belowBytes = simd(0x26);
const anyTrue = simd(0x53);
/** Repeats `body` until the i32 that it leaves is 0. */
const loop = (...body: number[][]) => [0x03, 0x40, ...body.flat(), 0x0d, 0, 0x0b];

const rotations = [13, 15, 26, 6, 17, 29, 16, 24];

function wordsBody(): number[] {
  const [k0, k1, low, high, quads, at] = [0, 1, 2, 3, 4, 5];
  const keys = [6, 7, 8];
  const [x0, x1, counter, start] = [9, 10, 11, 12];
  const rounds: number[][] = [];
  for (let round = 0; round < 20; round++) {
    const by = rotations[round % 8]!;
    rounds.push(get(x0), get(x1), addLanes, set(x0));
    rounds.push(get(x1), constant(by), shiftLanesLeft, get(x1), constant(32 - by), shiftLanesRight, or);
    rounds.push(get(x0), xorLanes, set(x1));
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      rounds.push(get(x0), get(keys[injection % 3]!), addLanes, set(x0));
      rounds.push(get(x1), get(keys[(injection + 1) % 3]!), addLanes, same(injection), addLanes, set(x1));
    }
  }
  const interleave = (first: number) =>
    shuffle(...[0, 16, 4, 20].flatMap((byte) => [0, 1, 2, 3].map((i) => byte + first + i)));
  const code = [
    [get(k0), splat, set(keys[0]!), get(k1), splat, set(keys[1]!)],
    [get(k0), get(k1), xor, constant(0x1bd11bda), xor, splat, set(keys[2]!)],
    [get(low), splat, lanes([0, 1, 2, 3]), addLanes, set(counter)],
    [get(high), get(k1), add, splat, set(start)],
    [
      loop(
        ...[get(counter), get(keys[0]!), addLanes, set(x0), get(start), set(x1)],
        ...rounds,
        ...[get(at), get(x0), get(x1), interleave(0), store(0)],
        ...[get(at), get(x0), get(x1), interleave(8), store(16)],
        ...[get(counter), same(4), addLanes, set(counter), get(at), constant(32), add, set(at)],
        ...[get(quads), constant(-1), add, tee(quads)],
      ),
    ],
  ].flat();
  return [...vector([[7, v128]]), ...code.flat(), 0x0b];
}

function bitsBody(): number[] {
  const [groups, threshold, group, ties, limit, bytes] = [0, 1, 2, 3, 4, 5];
  const at = [get(group), constant(4), shiftLeft];
  const code = [
    [get(threshold), splatByte, set(limit)],
    [
      loop(
        ...[...at, ...at, load(), tee(bytes), get(limit), belowBytes, same(0x01010101), and, store(bitsAt)],
        // Always written, kept only if there is a tie: no branch.
        ...[get(ties), constant(2), shiftLeft, get(group), [0x36, 2, ...unsigned(tiesAt)]],
        ...[get(ties), get(bytes), get(limit), equalBytes, anyTrue, add, set(ties)],
        ...[get(group), constant(1), add, tee(group), get(groups), [0x49]],
      ),
    ],
    [get(ties)],
  ].flat();
  return [
    ...vector([
      [2, i32],
      [2, v128],
    ]),
    ...code.flat(),
    0x0b,
  ];
}

/** The module's bytes. */
export function simdModule(): Uint8Array<ArrayBuffer> {
  const type = (parameters: number, results: number) => [
    0x60,
    ...vector(Array.from({ length: parameters }, () => [i32])),
    ...vector(Array.from({ length: results }, () => [i32])),
  ];
  const body = (code: number[]) => [...unsigned(code.length), ...code];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([type(6, 0), type(2, 1)])),
    ...section(3, vector([[0], [1]])),
    ...section(5, vector([[0x00, pages]])),
    ...section(
      7,
      vector([
        [...text('words'), 0, 0],
        [...text('bits'), 0, 1],
        [...text('memory'), 2, 0],
      ]),
    ),
    ...section(10, vector([body(wordsBody()), body(bitsBody())])),
  ]);
}
