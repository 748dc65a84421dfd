import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { BACKEND_NAME, OnnxBackend } from './backend.js';
import { registerSecondOrderGradients } from './gradients/second-order.js';
import { registerKernels } from './kernels/register.js';
import { MAX_THREADS } from './passes/thread-invariant-products.js';

export interface OnnxBackendOptions {
  /** Threads that one operation may use, up to 8; by default as many as the process has cores. Changes no bit of any result. */
  threads?: number;
}

/** Before 'cpu' (1), where a program chooses no backend. */
const PRIORITY = 2;

let registered = false;

/**
 * Registers backend 'onnx' and its kernels with TensorFlow.js. Calling it again does nothing. It activates nothing:
 * `await tf.setBackend('onnx')` does.
 */
export function registerOnnxBackend(options: OnnxBackendOptions = {}): void {
  if (registered && tf.findBackendFactory(BACKEND_NAME)) return;
  const threads = Math.min(options.threads ?? availableParallelism(), MAX_THREADS);
  tf.registerBackend(BACKEND_NAME, () => new OnnxBackend(threads), PRIORITY);
  if (!registered) {
    registerKernels();
    registerSecondOrderGradients();
  }
  registered = true;
}
