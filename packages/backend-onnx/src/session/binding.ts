import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-common';

/**
 * The native half of onnxruntime-node. Its public `InferenceSession.run` is this call inside a promise and a
 * `setImmediate`; TensorFlow.js needs it synchronous (`dataSync`), and a 2 ms step does not want the detour. Hence the
 * exact version in package.json.
 */
interface NativeSession {
  loadModel(
    buffer: ArrayBufferLike,
    offset: number,
    length: number,
    options: Ort.InferenceSession.SessionOptions,
  ): void;
  run(
    feeds: Record<string, Ort.Tensor>,
    fetches: Record<string, Ort.Tensor | null>,
    options: Ort.InferenceSession.RunOptions,
  ): Record<string, Ort.Tensor>;
  dispose(): void;
  endProfiling(): void;
}

interface Binding {
  initOrt(): void;
  binding: { InferenceSession: new () => NativeSession };
}

const require = createRequire(import.meta.url);
let loaded: { ort: typeof Ort; native: Binding } | undefined;

export function loadBinding(): { ort: typeof Ort; native: Binding } {
  if (!loaded) {
    const ort = require('onnxruntime-node') as typeof Ort;
    const native = require('onnxruntime-node/dist/binding.js') as Binding;
    native.initOrt();
    loaded = { ort, native };
  }
  return loaded;
}

export type { NativeSession };
export type OrtTensor = Ort.Tensor;
export type SessionOptions = Ort.InferenceSession.SessionOptions;
