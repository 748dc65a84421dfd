import * as tf from '@tensorflow/tfjs-core';
import { BACKEND_NAME, type OnnxBackend } from '../backend.js';
import { type Value, withOrigin } from '../graph/index.js';
import type { Kernel } from './kernel.js';
import { kernelTable } from './table.js';

/** Makes TensorFlow.js call the kernels: tensors become graph values on the way in, and back on the way out. */
export function registerKernels(): void {
  for (const [kernelName, record] of Object.entries(kernelTable)) {
    tf.registerKernel({ kernelName, backendName: BACKEND_NAME, kernelFunc: adapt(kernelName, record) });
  }
  // shares the bytes: no node at all
  tf.registerKernel({
    kernelName: tf.Identity,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, backend }) => {
      const x = inputs['x'] as tf.TensorInfo;
      const onnx = backend as OnnxBackend;
      onnx.dataOf(x.dataId);
      onnx.incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  });
}

function adapt(kernelName: string, record: Kernel): tf.KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const onnx = backend as OnnxBackend;
    const values: Record<string, Value> = {};
    for (const [name, tensor] of Object.entries(inputs)) {
      if (tensor) values[name] = onnx.graphValue(tensor as tf.TensorInfo);
    }
    const result = withOrigin(kernelName, () => record(values, (attrs ?? {}) as never));
    return Array.isArray(result) ? result.map((value) => onnx.adopt(value)) : onnx.adopt(result);
  };
}
