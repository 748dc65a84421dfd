import type { StepRandom } from '@ganx/core/plugin';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';

/** A repeatable source for layers, regularizers and augmentations under test: `rewind` makes the same numbers come again. */
export class RewindableRandom implements StepRandom {
  #counter = 0;
  #seed: number;
  constructor(seed = 1) {
    this.#seed = seed;
  }

  rewind(): void {
    this.#counter = 0;
  }

  /** Starts another sequence. */
  reseed(seed: number): void {
    this.#seed = seed;
    this.rewind();
  }

  /** Numbers drawn since the start of the sequence. */
  get drawn(): number {
    return this.#counter;
  }

  uniform(shape: readonly number[], low = 0, high = 1): Tensor {
    return this.#tensor(shape, () => low + (high - low) * this.#next());
  }

  normal(shape: readonly number[], mean = 0, deviation = 1): Tensor {
    return this.#tensor(shape, () => mean + deviation * this.normalNumber());
  }

  /** One number in [0, 1). */
  uniformNumber(): number {
    return this.#next();
  }

  /** One number of mean 0 and deviation 1. */
  normalNumber(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#next()));
    return radius * Math.cos(2 * Math.PI * this.#next());
  }

  bernoulli(shape: readonly number[], p: number): Tensor {
    return this.#tensor(shape, () => (this.#next() < p ? 1 : 0));
  }

  #tensor(shape: readonly number[], draw: () => number): Tensor {
    const size = shape.reduce((product, n) => product * n, 1);
    return tensor(Float32Array.from({ length: size }, draw), [...shape]);
  }

  /** Uniform in [0, 1): splitmix32 of the counter. */
  #next(): number {
    let x = (Math.imul(this.#seed, 0x85ebca6b) + Math.imul(++this.#counter, 0x9e3779b9)) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
  }
}
