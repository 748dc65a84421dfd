/**
 * Numbers of one named, counter-based stream. Filling n numbers moves the counter by a fixed amount that depends on n
 * only, so two runs that ask for the same shapes in the same order see the same numbers.
 */
export interface RandomStream {
  readonly name: string;
  /** Uniform in [low, high). */
  uniform(target: Float32Array, low?: number, high?: number): void;
  /** Normal with the given mean and standard deviation. */
  normal(target: Float32Array, mean?: number, deviation?: number): void;
  /** 1 with probability p, else 0. */
  bernoulli(target: Uint8Array, p: number): void;
  /** Whole numbers in [0, below). */
  integers(target: Int32Array, below: number): void;
}

/** Opens streams by name; a name always means the same stream. */
export interface RandomSource {
  stream(name: string): RandomStream;
}
