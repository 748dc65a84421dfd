import type { RandomSource, RandomStream } from '@ganx/core/plugin';

/** A small generator (mulberry32, seeded by the stream's name) for tests that need numbers, not the engine's streams. */
export function seededRandom(seed = 1): RandomSource {
  return { stream: (name) => new SeededStream(name, seed) };
}

class SeededStream implements RandomStream {
  #state: number;
  constructor(
    readonly name: string,
    seed: number,
  ) {
    this.#state = [...name].reduce(
      (hash, character) => Math.imul(hash ^ character.charCodeAt(0), 0x01000193),
      seed + 0x811c9dc5,
    );
  }
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  uniform(target: Float32Array, low = 0, high = 1): void {
    for (let i = 0; i < target.length; i++) target[i] = low + (high - low) * this.#next();
  }
  normal(target: Float32Array, mean = 0, deviation = 1): void {
    for (let i = 0; i < target.length; i++) {
      const radius = Math.sqrt(-2 * Math.log(1 - this.#next()));
      target[i] = mean + deviation * radius * Math.cos(2 * Math.PI * this.#next());
    }
  }
  bernoulli(target: Uint8Array, p: number): void {
    for (let i = 0; i < target.length; i++) target[i] = this.#next() < p ? 1 : 0;
  }
  integers(target: Int32Array, below: number): void {
    for (let i = 0; i < target.length; i++) target[i] = Math.floor(this.#next() * below);
  }
}
