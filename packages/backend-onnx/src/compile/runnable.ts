import type * as tf from '@tensorflow/tfjs-core';
import type { TypedArray } from '../graph/index.js';

export type Inputs = Readonly<Record<string, TypedArray>>;

/** A traced graph that can be replayed, wherever it computes. */
export interface Runnable {
  /** Computes once: outputs as new tensors, variables with their new values. */
  run(inputs: Inputs): Record<string, tf.Tensor>;
  endProfiling(): void;
  dispose(): void;
}
