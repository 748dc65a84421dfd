import { type StreamKey, streamKey } from './key.js';
import { fillWords } from './threefry.js';

const rounds = 8;

/**
 * A permutation of 0..size-1 that is computed, not stored: a Feistel network over the smallest power of two that holds `size`
 * (at least four), walked until it lands inside (fewer than two steps on average). The two parts of a number, one bit longer
 * than the other where their lengths differ, change in turns.
 * Source: Black and Rogaway 2002, "Ciphers with arbitrary finite domains" (cycle walking); Schneier and Kelsey 1996,
 * "Unbalanced Feistel networks".
 */
export class Permutation {
  readonly #highBits: number;
  readonly #lowBits: number;
  readonly #keys = new Int32Array(rounds);

  constructor(
    readonly size: number,
    key: StreamKey,
    /** Another number, another permutation. */
    tweak: number,
  ) {
    const bits = Math.max(2, Math.ceil(Math.log2(size)));
    this.#highBits = Math.floor(bits / 2);
    this.#lowBits = bits - this.#highBits;
    fillWords(key[0], key[1], tweak * rounds, rounds / 2, this.#keys);
  }

  at(index: number): number {
    const { size } = this;
    if (!(index >= 0 && index < size)) throw new RangeError(`Index ${index} lies outside 0..${size - 1}.`);
    const width = 2 ** this.#lowBits;
    const highMask = 2 ** this.#highBits - 1;
    let value = index;
    do {
      let high = Math.floor(value / width);
      let low = value % width;
      for (let round = 0; round < rounds; round += 2) {
        high ^= scramble(low ^ this.#keys[round]!) & highMask;
        low ^= scramble(high ^ this.#keys[round + 1]!) & (width - 1);
      }
      value = high * width + low;
    } while (value >= size);
    return value;
  }

  /**
   * target[i] = at(first + i). Goes round by round over all of them, in whole numbers of 30 bits where they suffice: a
   * processor overlaps the steps of many, but not those of one, which wait for each other.
   */
  fill(first: number, target: Int32Array): void {
    const { size } = this;
    const [highBits, lowBits, keys] = [this.#highBits, this.#lowBits, this.#keys];
    if (highBits + lowBits > 30) {
      for (let i = 0; i < target.length; i++) target[i] = this.at(first + i);
      return;
    }
    const highMask = (1 << highBits) - 1;
    const lowMask = (1 << lowBits) - 1;
    const values = new Int32Array(target.length);
    const places = new Int32Array(target.length);
    for (let i = 0; i < target.length; i++) {
      values[i] = first + i;
      places[i] = i;
    }
    for (let walking = target.length; walking > 0; ) {
      for (let round = 0; round < rounds; round += 2) {
        const [even, odd] = [keys[round]!, keys[round + 1]!];
        for (let i = 0; i < walking; i++) {
          const value = values[i]!;
          const high = (value >> lowBits) ^ (scramble((value & lowMask) ^ even) & highMask);
          values[i] = (high << lowBits) | ((value & lowMask) ^ (scramble(high ^ odd) & lowMask));
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

  /** Errors     RangeError for a place that this order does not have. */
  set cursor({ epoch, position }: Cursor) {
    const known = Number.isSafeInteger(epoch) && epoch >= 0 && Number.isSafeInteger(position);
    if (!known || position < 0 || position > this.size)
      throw new RangeError(
        `There is no place ${position} of epoch ${epoch} in an order of ${this.size} examples.`,
      );
    if (epoch !== this.#epoch) this.#permutation = new Permutation(this.size, this.#key, epoch);
    this.#epoch = epoch;
    this.#position = position;
  }
}
