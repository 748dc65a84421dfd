import { type StreamKey, streamKey } from './key.js';
import { fillWords } from './threefry.js';

const rounds = 8;

/**
 * A permutation of 0..size-1 that is computed, not stored: a balanced Feistel network over the smallest power of four
 * that holds `size`, walked until it lands inside (fewer than four steps on average).
 * Source: Black and Rogaway 2002, "Ciphers with arbitrary finite domains" (cycle walking).
 */
export class Permutation {
  readonly #halfBits: number;
  readonly #mask: number;
  readonly #keys = new Int32Array(rounds);

  constructor(
    readonly size: number,
    key: StreamKey,
    /** Another number, another permutation. */
    tweak: number,
  ) {
    this.#halfBits = Math.max(1, Math.ceil(Math.log2(Math.max(2, size)) / 2));
    this.#mask = 2 ** this.#halfBits - 1;
    fillWords(key[0], key[1], tweak * rounds, rounds / 2, this.#keys);
  }

  at(index: number): number {
    const { size } = this;
    if (!(index >= 0 && index < size)) throw new RangeError(`Index ${index} lies outside 0..${size - 1}.`);
    let value = index;
    do {
      let left = Math.floor(value / (this.#mask + 1));
      let right = value & this.#mask;
      for (let round = 0; round < rounds; round++) {
        const mixed = left ^ (scramble(right ^ this.#keys[round]!) & this.#mask);
        left = right;
        right = mixed;
      }
      value = left * (this.#mask + 1) + right;
    } while (value >= size);
    return value;
  }

  /**
   * target[i] = at(first + i). Goes round by round over all of them, in whole numbers of 30 bits where they suffice: a
   * processor overlaps the steps of many, but not those of one, which wait for each other.
   */
  fill(first: number, target: Int32Array): void {
    const { size } = this;
    const [halfBits, mask, keys] = [this.#halfBits, this.#mask, this.#keys];
    if (halfBits > 15) {
      for (let i = 0; i < target.length; i++) target[i] = this.at(first + i);
      return;
    }
    const values = target.map((_, i) => first + i);
    const places = target.map((_, i) => i);
    for (let walking = target.length; walking > 0; ) {
      for (let round = 0; round < rounds; round++) {
        const key = keys[round]!;
        for (let i = 0; i < walking; i++) {
          const value = values[i]!;
          const right = value & mask;
          values[i] = (right << halfBits) | ((value >> halfBits) ^ (scramble(right ^ key) & mask));
        }
      }
      let outside = 0;
      for (let i = 0; i < walking; i++) {
        if (values[i]! < size) {
          target[places[i]!] = values[i]!;
        } else {
          values[outside] = values[i]!;
          places[outside++] = places[i]!;
        }
      }
      walking = outside;
    }
  }
}

/** The finalizer of MurmurHash3, with its best bits brought to the bottom. */
function scramble(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  return h ^ (h >>> 11);
}

/** Where the data order stands: `position` examples of `epoch` were given out. */
export interface Cursor {
  readonly epoch: number;
  readonly position: number;
}

/** Endless passes over 0..size-1, each in another order. A batch may span two passes, so no example is left out. */
export class DataOrder {
  readonly #key: StreamKey;
  #epoch = 0;
  #position = 0;
  #permutation: Permutation;

  constructor(
    seed: number,
    name: string,
    readonly size: number,
  ) {
    this.#key = streamKey(seed, name);
    this.#permutation = new Permutation(size, this.#key, 0);
  }

  next(target: Int32Array): void {
    for (let done = 0; done < target.length; ) {
      if (this.#position === this.size) this.cursor = { epoch: this.#epoch + 1, position: 0 };
      const count = Math.min(target.length - done, this.size - this.#position);
      this.#permutation.fill(this.#position, target.subarray(done, done + count));
      this.#position += count;
      done += count;
    }
  }

  get cursor(): Cursor {
    return { epoch: this.#epoch, position: this.#position };
  }

  set cursor({ epoch, position }: Cursor) {
    if (epoch !== this.#epoch) this.#permutation = new Permutation(this.size, this.#key, epoch);
    this.#epoch = epoch;
    this.#position = position;
  }
}
