import * as tf from '@tensorflow/tfjs-core';
import { BACKEND_NAME, type OnnxBackend } from '../backend.js';
import { type Value, withOrigin } from '../graph/index.js';
import { hostKernels, runOnHost } from './host.js';
import type { Kernel } from './kernel.js';
import { kernelTable } from './table.js';

/** Makes TensorFlow.js call the kernels: tensors become graph values on the way in, and back on the way out. */
export function registerKernels(): void {
  for (const [kernelName, record] of Object.entries(kernelTable)) {
    tf.registerKernel({ kernelName, backendName: BACKEND_NAME, kernelFunc: adapt(kernelName, record) });
  }
  for (const kernelName of hostKernels) {
    tf.registerKernel({
      kernelName,
      backendName: BACKEND_NAME,
      kernelFunc: ({ inputs, attrs, backend }) =>
        runOnHost(kernelName, inputs, attrs ?? {}, backend as OnnxBackend),
    });
  }
  registerComplexParts();
  // shares the bytes: no node at all
  tf.registerKernel({
    kernelName: tf.Identity,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, backend }) => {
      const x = inputs.x as tf.TensorInfo;
      const onnx = backend as OnnxBackend;
      onnx.dataOf(x.dataId);
      onnx.incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  });
}

/** Complex tensors are two values side by side. */
function registerComplexParts(): void {
  const parts: Record<string, (inputs: tf.NamedTensorInfoMap, backend: OnnxBackend) => tf.TensorInfo> = {
    [tf.Complex]: ({ real, imag }, backend) =>
      backend.adoptComplex(backend.graphValue(real!), backend.graphValue(imag!)),
    [tf.Real]: ({ input }, backend) => backend.adopt(backend.dataOf(input!.dataId).value!),
    [tf.Imag]: ({ input }, backend) => backend.adopt(backend.dataOf(input!.dataId).imaginary!),
  };
  for (const [kernelName, run] of Object.entries(parts)) {
    tf.registerKernel({
      kernelName,
      backendName: BACKEND_NAME,
      kernelFunc: ({ inputs, backend }) => run(inputs, backend as OnnxBackend),
    });
  }
}

/** Strings and complex numbers have no place in the graph. */
function needsHost(inputs: tf.NamedTensorInfoMap, attrs: tf.NamedAttrMap | undefined): boolean {
  const foreign = (dtype: unknown) => dtype === 'string' || dtype === 'complex64';
  return foreign(attrs?.dtype) || Object.values(inputs).some((tensor) => tensor && foreign(tensor.dtype));
}

function adapt(kernelName: string, record: Kernel): tf.KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const onnx = backend as OnnxBackend;
    if (needsHost(inputs, attrs)) return runOnHost(kernelName, inputs, attrs ?? {}, onnx);
    const values: Record<string, Value> = {};
    for (const [name, tensor] of Object.entries(inputs)) {
      if (tensor) values[name] = onnx.graphValue(tensor as tf.TensorInfo);
    }
    const result = withOrigin(kernelName, () => record(values, (attrs ?? {}) as never));
    return Array.isArray(result) ? result.map((value) => onnx.adopt(value)) : onnx.adopt(result);
  };
}
