import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { BACKEND_NAME, OnnxBackend } from './backend.js';
import { registerSecondOrderGradients } from './gradients/second-order.js';
import { registerKernels } from './kernels/register.js';

export interface OnnxBackendOptions {
  /** Threads that one operation may use; by default as many as the process has cores. */
  threads?: number;
}

let registered = false;

/**
 * Registers backend 'onnx' and its kernels with TensorFlow.js. Calling it again does nothing. It activates nothing:
 * `await tf.setBackend('onnx')` does.
 */
export function registerOnnxBackend(options: OnnxBackendOptions = {}): void {
  if (registered && tf.findBackendFactory(BACKEND_NAME)) return;
  const threads = options.threads ?? availableParallelism();
  tf.registerBackend(BACKEND_NAME, () => new OnnxBackend(threads));
  if (!registered) {
    registerKernels();
    registerSecondOrderGradients();
  }
  registered = true;
}
