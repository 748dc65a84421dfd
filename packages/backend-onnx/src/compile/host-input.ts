import * as tf from '@tensorflow/tfjs-core';
import { type ElementType, makeArray, sizeOf } from '../graph/index.js';
import { currentTrace } from './trace.js';

export type FeedArray = Float32Array | Int32Array | Uint8Array;

export interface HostInputOptions {
  /** Element type of the array that `fill` gets; 'uint8' is cast to the tensor's dtype in the graph. */
  feed?: 'float32' | 'int32' | 'uint8';
}

/** Whether a function is being traced right now. */
export function isTracing(): boolean {
  return currentTrace() !== null;
}

/**
 * A tensor whose values the host decides anew at every call: random numbers, a learning rate, a step counter.
 *
 * While a function is being traced it becomes an input of the graph, and `fill` is called before each replay with the
 * array to fill (which holds what the call before left in it). Elsewhere it is an ordinary tensor, filled once.
 *
 * Params  fill gets a Float32Array for 'float32', an Int32Array for 'int32', a Uint8Array for 'bool' or feed 'uint8'.
 */
export function hostInput(
  shape: number[],
  dtype: 'float32' | 'int32' | 'bool',
  fill: (target: never) => void,
  options: HostInputOptions = {},
): tf.Tensor {
  const feed: ElementType = options.feed ?? (dtype === 'bool' ? 'bool' : dtype);
  const trace = currentTrace();
  if (trace) return trace.hostTensor(shape, dtype, feed, fill);
  const array = makeArray(feed, sizeOf(shape));
  fill(array as never);
  const own = makeArray(dtype, array.length) as Float32Array;
  own.set(array as Float32Array);
  return tf.tensor(own, shape, dtype);
}
