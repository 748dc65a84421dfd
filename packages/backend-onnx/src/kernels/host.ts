import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { OnnxBackend, TensorData } from '../backend.js';
import { UntraceableError } from '../errors.js';
import { type ElementType, makeArray } from '../graph/index.js';

/**
 * Kernels that ONNX has no operation for, or whose results have shapes that depend on data: TensorFlow.js's plain
 * JavaScript kernels compute them, on bytes read from this backend. They cannot be traced.
 */
export const hostKernels: readonly string[] = [
  tf.Bincount,
  tf.BroadcastArgs,
  tf.CropAndResize,
  tf.Cumprod,
  tf.DenseBincount,
  tf.Dilation2D,
  tf.Dilation2DBackpropFilter,
  tf.Dilation2DBackpropInput,
  tf.FFT,
  tf.IFFT,
  tf.LRN,
  tf.LRNGrad,
  tf.LowerBound,
  tf.MaxPool3D,
  tf.MaxPool3DGrad,
  tf.MaxPoolWithArgmax,
  tf.Multinomial,
  tf.NonMaxSuppressionV3,
  tf.NonMaxSuppressionV4,
  tf.NonMaxSuppressionV5,
  tf.RaggedGather,
  tf.RaggedRange,
  tf.RaggedTensorToTensor,
  tf.RotateWithOffset,
  tf.SearchSorted,
  tf.SparseFillEmptyRows,
  tf.SparseReshape,
  tf.SparseSegmentMean,
  tf.SparseSegmentSum,
  tf.SparseToDense,
  tf.StaticRegexReplace,
  tf.StringNGrams,
  tf.StringSplit,
  tf.StringToHashBucketFast,
  tf.Transform,
  tf.Unique,
  tf.UpperBound,
  tf.ComplexAbs,
];

interface HostTensor {
  values: tf.BackendValues;
  shape: number[];
  dtype: tf.DataType;
}

/** Ragged kernels take lists of tensors within their inputs. */
type Lent = tf.TensorInfo | tf.TensorInfo[];

let reference: MathBackendCPU | null = null;

/** Computes a kernel now, in plain JavaScript. */
export function runOnHost(
  kernelName: string,
  inputs: tf.NamedTensorInfoMap,
  attrs: tf.NamedAttrMap,
  backend: OnnxBackend,
): tf.TensorInfo | tf.TensorInfo[] {
  const kernel = tf.getKernel(kernelName, 'cpu');
  if (!kernel) throw new Error(`Kernel '${kernelName}' exists neither for 'onnx' nor for 'cpu'`);
  reference ??= new MathBackendCPU();
  const cpu = reference;
  const lent: tf.TensorInfo[] = [];
  const lend = (info: tf.TensorInfo): tf.TensorInfo => {
    // some kernels look at the rank, which only tensors have
    const given = Object.assign(write(cpu, read(kernelName, backend, info)), { rank: info.shape.length });
    lent.push(given);
    return given;
  };
  const lendAll = (info: Lent) => (Array.isArray(info) ? info.map(lend) : lend(info));
  const own = Array.isArray(inputs)
    ? (inputs as tf.TensorInfo[]).map(lend)
    : Object.fromEntries(Object.entries(inputs).map(([name, info]) => [name, info && lendAll(info as Lent)]));
  try {
    const result = kernel.kernelFunc({ inputs: own as tf.NamedTensorInfoMap, attrs, backend: cpu });
    const adopt = (info: tf.TensorInfo) => {
      const adopted = store(backend, {
        values: cpu.readSync(info.dataId),
        shape: info.shape,
        dtype: info.dtype,
      });
      lent.push(info);
      return adopted;
    };
    return Array.isArray(result) ? result.map(adopt) : adopt(result);
  } finally {
    for (const info of lent) cpu.disposeData(info.dataId, true);
  }
}

function read(kernelName: string, backend: OnnxBackend, info: tf.TensorInfo): HostTensor {
  const data: TensorData = backend.dataOf(info.dataId);
  if (backend.trace) throw new UntraceableError(kernelName, info.shape, data.dtype, { byHost: true });
  return { values: backend.readSync(info.dataId), shape: info.shape, dtype: info.dtype };
}

function write(cpu: MathBackendCPU, { values, shape, dtype }: HostTensor): tf.TensorInfo {
  if (dtype !== 'complex64') return { dataId: cpu.write(values, shape, dtype), shape, dtype };
  const { real, imag } = tf.backend_util.splitRealAndImagArrays(values as Float32Array);
  const part = (part: Float32Array): tf.TensorInfo => ({
    dataId: cpu.write(part, shape, 'float32'),
    shape,
    dtype: 'float32',
  });
  const combine = tf.getKernel(tf.Complex, 'cpu')!;
  return combine.kernelFunc({
    inputs: { real: part(real), imag: part(imag) },
    backend: cpu,
    attrs: {},
  }) as tf.TensorInfo;
}

function store(backend: OnnxBackend, { values, shape, dtype }: HostTensor): tf.TensorInfo {
  if (dtype === 'string' || dtype === 'complex64')
    return { dataId: backend.write(values, shape, dtype), shape, dtype };
  const type = dtype as ElementType;
  const bytes = makeArray(type, (values as ArrayLike<number>).length) as Float32Array;
  bytes.set(values as Float32Array);
  return backend.adoptBytes(bytes, type, shape);
}
