import * as tf from '@tensorflow/tfjs-core';
import type { OnnxBackend, TensorData } from '../backend.js';
import { BackendError } from '../errors.js';

/**
 * What the backend holds of a variable.
 *
 * Errors     BackendError GANX_BACKEND_DISPOSED if the variable is gone.
 */
export function dataOf(backend: OnnxBackend, variable: tf.Variable): TensorData {
  if (!variable.isDisposed) return backend.dataOf(variable.dataId);
  throw new BackendError(
    'GANX_BACKEND_DISPOSED',
    `Variable '${variable.name}', which this compiled function uses, was disposed. Compile the function again without it.`,
    { variable: variable.name },
  );
}

/** A tensor over data that the backend has taken in. */
export function tensorFor(info: tf.TensorInfo): tf.Tensor {
  const engine = tf.engine() as unknown as { makeTensorFromTensorInfo(info: tf.TensorInfo): tf.Tensor };
  return engine.makeTensorFromTensorInfo(info);
}
