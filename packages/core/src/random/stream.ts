import type { RandomStream } from '../plugin/random.js';
import { type StreamKey, streamKey } from './key.js';
import { fillWords } from './threefry.js';
import { plainWords, simdWords, type WordSource } from './word-source.js';

const fastest = simdWords() ?? plainWords();
const tie = new Int32Array(2);
/** Counter domain of tie-breaking words: the high bit, which no ordinary counter reaches. */
const tieDomain = 0x80000000 | 0;

/**
 * A stream of random numbers that is nothing but a key and a counter of 64-bit blocks. Every fill starts at a fresh
 * block and moves the counter by a number of blocks that depends on the length only:
 *
 *   uniform, integers   one word each     ceil(n / 2) blocks
 *   normal              one block per 2   ceil(n / 2)
 *   bernoulli           one byte each     ceil(n / 8)
 *
 * Resolution: uniform 2^-24 of the interval; normal from 32-bit uniforms, so |x| < 6.7 deviations; bernoulli 2^-40;
 * integers by multiply and shift, biased by less than below / 2^32.
 */
export class CounterStream implements RandomStream {
  readonly #key: StreamKey;
  /** Blocks used so far; this is the stream's whole state. */
  position = 0;

  constructor(
    seed: number,
    readonly name: string,
    /** Another way to the same words; for tests. */
    private readonly source: WordSource = fastest,
  ) {
    this.#key = streamKey(seed, name);
  }

  uniform(target: Float32Array, low = 0, high = 1): void {
    const width = (high - low) / 0x1000000;
    // Rounding to float32 may reach the open end of the interval.
    const last = below(high);
    this.#eachChunk(target.length, 2, (from, count, words) => {
      for (let i = 0; i < count; i++) {
        target[from + i] = low + (words[i]! >>> 8) * width;
        if (target[from + i]! >= high) target[from + i] = last;
      }
    });
  }

  /** Box-Muller: each block gives two numbers. */
  normal(target: Float32Array, mean = 0, deviation = 1): void {
    this.#eachChunk(target.length, 2, (from, count, words) => {
      for (let i = 0; i < count; i += 2) {
        const radius = deviation * Math.sqrt(-2 * Math.log(((words[i]! >>> 0) + 1) / 0x100000000));
        const angle = (2 * Math.PI * (words[i + 1]! >>> 0)) / 0x100000000;
        target[from + i] = mean + radius * Math.cos(angle);
        if (i + 1 < count) target[from + i + 1] = mean + radius * Math.sin(angle);
      }
    });
  }

  /**
   * A byte decides unless it equals the threshold's byte (1 in 256); then a word of the tie-breaking domain, addressed
   * by the element's own number, decides on the remaining 32 bits.
   */
  bernoulli(target: Uint8Array, p: number): void {
    const scaled = Math.min(Math.max(p, 0), 1) * 256;
    const threshold = Math.floor(scaled);
    const rest = (scaled - threshold) * 0x100000000;
    const [k0, k1] = this.#key;
    const first = this.position * 8;
    this.#eachChunk(target.length, 8, (from, count) => {
      const part = target.subarray(from, from + count);
      if (threshold === 256) {
        part.fill(1);
        return;
      }
      this.source.bits(count, threshold, part, (place) => {
        fillWords(k0, k1, first + from + place, 1, tie, tieDomain);
        part[place] = tie[0]! >>> 0 < rest ? 1 : 0;
      });
    });
  }

  integers(target: Int32Array, limit: number): void {
    const scale = limit / 0x100000000;
    this.#eachChunk(target.length, 2, (from, count, words) => {
      for (let i = 0; i < count; i++) target[from + i] = Math.floor((words[i]! >>> 0) * scale);
    });
  }

  #eachChunk(
    length: number,
    perBlock: number,
    use: (from: number, count: number, words: Int32Array) => void,
  ): void {
    const [k0, k1] = this.#key;
    const chunk = this.source.blocks * perBlock;
    for (let from = 0; from < length; from += chunk) {
      const count = Math.min(length - from, chunk);
      const blocks = Math.ceil(count / perBlock);
      const words = this.source.words(k0, k1, this.position, blocks);
      use(from, count, words);
      this.position += blocks;
    }
  }
}

/** The largest float32 below x. */
function below(x: number): number {
  const value = new Float32Array([x]);
  const bits = new Int32Array(value.buffer);
  if (value[0]! >= x) {
    if (value[0] === 0) return -1.401298464324817e-45;
    bits[0] = bits[0]! + (value[0]! > 0 ? -1 : 1);
  }
  return value[0]!;
}
