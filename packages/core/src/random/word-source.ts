import { bitsAt, simdBlocks, simdModule, tiesAt } from './simd-module.js';
import { fillWords } from './threefry.js';

/** Words of Threefry in a buffer that the next call overwrites. */
export interface WordSource {
  /** Most blocks per call. */
  readonly blocks: number;
  /** Words of that many blocks, two each, at the start of the result. */
  words(key0: number, key1: number, firstBlock: number, blocks: number): Int32Array;
  /**
   * Of the first `count` bytes of the words made last: writes 1 to `target` where a byte is below `threshold` (0..255), else 0,
   * and calls `tie` with the place of each byte that equals it.
   */
  bits(count: number, threshold: number, target: Uint8Array, tie: (place: number) => void): void;
}

/** Plain JavaScript: the reference. */
export function plainWords(): WordSource {
  const blocks = 1024;
  const buffer = new Int32Array(2 * blocks);
  const bytes = new Uint8Array(buffer.buffer);
  return {
    blocks,
    words(key0, key1, firstBlock, count) {
      fillWords(key0, key1, firstBlock, count, buffer);
      return buffer;
    },
    bits(count, threshold, target, tie) {
      for (let i = 0; i < count; i++) {
        target[i] = bytes[i]! < threshold ? 1 : 0;
        if (bytes[i] === threshold) tie(i);
      }
    },
  };
}

interface Exports {
  words(key0: number, key1: number, low: number, high: number, quads: number, at: number): void;
  bits(groups: number, threshold: number): number;
  readonly memory: { readonly buffer: ArrayBuffer };
}

/** What is used of the WebAssembly API, which the ECMAScript library of TypeScript leaves out. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** SIMD, about ten times as fast; undefined where the engine has none. */
export function simdWords(): WordSource | undefined {
  const api = (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
  const module = simdModule();
  if (!api?.validate(module)) return undefined;
  const { bits, memory, words } = new api.Instance(new api.Module(module)).exports as Exports;
  const buffer = new Int32Array(memory.buffer, 0, 2 * simdBlocks);
  const bytes = new Uint8Array(memory.buffer, 0, 8 * simdBlocks);
  const flags = new Uint8Array(memory.buffer, bitsAt, 8 * simdBlocks);
  const ties = new Int32Array(memory.buffer, tiesAt, simdBlocks / 2);
  return {
    blocks: simdBlocks,
    words(key0, key1, firstBlock, count) {
      const low = firstBlock % 0x100000000;
      const high = Math.floor(firstBlock / 0x100000000);
      // The lanes' counters have no carry: the four blocks around 2^32 are the reference's.
      if (low + count + 4 > 0x100000000) fillWords(key0, key1, firstBlock, count, buffer);
      else words(key0, key1, low | 0, high | 0, Math.ceil(count / 4), 0);
      return buffer;
    },
    bits(count, threshold, target, tie) {
      const tied = bits(Math.ceil(count / 16), threshold);
      target.set(count === flags.length ? flags : flags.subarray(0, count));
      for (let i = 0; i < tied; i++) {
        const end = Math.min(count, 16 * ties[i]! + 16);
        for (let place = 16 * ties[i]!; place < end; place++) if (bytes[place] === threshold) tie(place);
      }
    },
  };
}
