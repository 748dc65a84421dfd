import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { registerSecondDerivatives } from 'tfjs-second-derivatives';
import { BACKEND_NAME, OnnxBackend } from './backend.js';
import { registerKernels } from './kernels/register.js';
import { MAX_THREADS } from './passes/thread-invariant-products.js';
import { type Device, requireDevice } from './session/device.js';

export interface OnnxBackendOptions {
  /** Threads that one operation may use, up to 8; by default as many as the process has cores. Changes no bit of any result. */
  threads?: number;
  /**
   * What compiled functions compute on. 'webgpu' keeps variables in the device's memory between calls; with 'cuda' weights go
   * there and gradients come back, and NVIDIA_TF32_OVERRIDE is set to 0 where it is not set. Single operations outside of
   * compiled functions are computed by the processor. By default 'cpu'.
   *
   * Errors  BackendError GANX_BACKEND_DEVICE, with what is missing, where the device does not work here.
   */
  device?: Device;
}

/** Before 'cpu' (1), where a program chooses no backend. */
const PRIORITY = 2;

let registered = false;
let chosen: Device = 'cpu';

/**
 * Registers backend 'onnx' and its kernels with TensorFlow.js. Calling it again does nothing but choose the device of
 * functions that are traced from then on, where one is given. It activates nothing:
 * `await tf.setBackend('onnx')` does.
 */
export function registerOnnxBackend(options: OnnxBackendOptions = {}): void {
  if (options.device !== undefined) chooseDevice(options.device);
  if (registered && tf.findBackendFactory(BACKEND_NAME)) return;
  const threads = Math.min(options.threads ?? availableParallelism(), MAX_THREADS);
  tf.registerBackend(BACKEND_NAME, () => new OnnxBackend(threads, chosen), PRIORITY);
  if (!registered) {
    registerKernels();
    registerSecondDerivatives();
  }
  registered = true;
}

function chooseDevice(device: Device): void {
  if (device !== 'cpu') requireDevice(device);
  chosen = device;
  const existing = tf.findBackend(BACKEND_NAME);
  if (existing instanceof OnnxBackend) existing.device = device;
}
