import * as tf from '@tensorflow/tfjs-core';

/** One call of a kernel: its inputs and attributes. */
export interface Call {
  inputs: Record<string, tf.Tensor>;
  attrs?: object | undefined;
}

/** Draws shapes and values; the same seed draws the same. */
export class Draw {
  constructor(private state: number) {}

  unit(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return (this.state >>> 8) / 2 ** 24;
  }

  int(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  pick<T>(values: readonly T[]): T {
    return values[this.int(0, values.length - 1)]!;
  }

  /** Sizes of 1 and ones that no vector width divides are frequent. */
  shape(rank = this.int(1, 4)): number[] {
    return Array.from({ length: rank }, () =>
      this.pick([1, 2, 3, 4, 5, 7, 9, 17].slice(0, rank > 2 ? 6 : 8)),
    );
  }

  floats(shape: number[], low = -2, high = 2): tf.Tensor {
    const size = tf.util.sizeFromShape(shape);
    return tf.tensor(
      Float32Array.from({ length: size }, () => low + this.unit() * (high - low)),
      shape,
    );
  }

  /** As floats(), with the numbers at which formulas break strewn in. */
  withTails(shape: number[], low = -2, high = 2, tails = TAILS): tf.Tensor {
    const values = this.floats(shape, low, high).dataSync().slice();
    for (let i = 0; i < values.length; i++) if (this.unit() < 0.5) values[i] = this.pick(tails);
    return tf.tensor(values, shape);
  }

  ints(shape: number[], low = -5, high = 5): tf.Tensor {
    const size = tf.util.sizeFromShape(shape);
    return tf.tensor(
      Int32Array.from({ length: size }, () => this.int(low, high)),
      shape,
      'int32',
    );
  }

  bools(shape: number[]): tf.Tensor {
    const size = tf.util.sizeFromShape(shape);
    return tf.tensor(
      Uint8Array.from({ length: size }, () => this.int(0, 1)),
      shape,
      'bool',
    );
  }

  /** Two shapes that broadcast. */
  broadcasting(): [number[], number[]] {
    const whole = this.shape();
    const shrink = (shape: number[]) =>
      shape.map((dim) => (this.unit() < 0.3 ? 1 : dim)).slice(this.unit() < 0.3 ? 1 : 0);
    return this.unit() < 0.5 ? [whole, shrink(whole)] : [shrink(whole), whole];
  }
}

export const TAILS = [0, -0, 1e-30, -1e-30, 1e-6, 1, -1, 20, -20, 88, -88, 104, -104, 1e5, -1e5];
export const BEYOND = [...TAILS, Infinity, -Infinity, NaN, 3e38, -3e38];
