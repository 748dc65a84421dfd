import type * as tf from '@tensorflow/tfjs-core';
import type { OnnxBackend } from '../backend.js';
import type { TypedArray, Value } from '../graph/index.js';
import type { Inputs } from './runnable.js';
import { dataOf } from './variables.js';

/** Where the leaves of a traced graph are looked up in a call. */
export interface LeafSources {
  readonly backend: OnnxBackend;
  inputs: Inputs;
  hostArray(host: Value): TypedArray;
}

/** What a leaf holds: its argument, its variable's value, what the host has filled in. */
export function leafBytes(value: Value, sources: LeafSources): TypedArray {
  const leaf = value.leaf!;
  switch (leaf.kind) {
    case 'input':
      return sources.inputs[leaf.name]!;
    case 'state':
      return sources.backend.bytesOf(dataOf(sources.backend, leaf.key as tf.Variable));
    case 'host':
      return sources.hostArray(value);
    default:
      return leaf.data;
  }
}
