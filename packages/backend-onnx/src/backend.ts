import * as tf from '@tensorflow/tfjs-core';
import { BackendError, UntraceableError } from './errors.js';
import {
  collect,
  type ElementType,
  type Leaf,
  makeArray,
  makeLeaf,
  makeNode,
  reshape,
  sameShape,
  splat,
  type TypedArray,
  type Value,
} from './graph/index.js';
import { BufferPool } from './session/buffer-pool.js';
import type { Device } from './session/device.js';
import { DeviceBuffer } from './session/device-buffer.js';
import { Evaluator } from './session/evaluate.js';
import { Helper } from './session/helper.js';

export const BACKEND_NAME = 'onnx';
/** Eager programs that never read anything are computed after this many recorded nodes. */
const PENDING_LIMIT = 1500;

export interface TensorData {
  dtype: tf.DataType;
  shape: readonly number[];
  refCount: number;
  /** Numeric data; for complex64 the real part. */
  value: Value | null;
  imaginary: Value | null;
  strings: Uint8Array[] | null;
  /** Made while the current trace was recording. */
  traced: boolean;
}

/** What a compiled function's trace needs to hear from the backend. */
export interface TraceListener {
  /** A tensor older than the trace is read by it: the value that stands for it inside. */
  capture(dataId: object, data: TensorData): Value;
  /** A tensor older than the trace lost its last reference during it. */
  released(dataId: object): void;
}

/**
 * A TensorFlow.js backend whose kernels record. A data id holds a graph value; reading computes what is pending.
 */
export class OnnxBackend extends tf.KernelBackend {
  readonly evaluator: Evaluator;
  readonly threads: number;
  /** What functions compute on that are compiled from now on. */
  device: Device;
  readonly pool = new BufferPool();
  private readonly data: tf.DataStorage<TensorData>;
  private readonly live = new Map<Value, number>();
  private recorded = 0;
  private helping: Helper | null = null;
  trace: TraceListener | null = null;

  constructor(threads: number, device: Device = 'cpu') {
    super();
    this.threads = threads;
    this.device = device;
    this.evaluator = new Evaluator(threads);
    this.data = new tf.DataStorage(this, tf.engine());
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override numDataIds(): number {
    return this.data.numDataIds();
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override timerAvailable(): boolean {
    return true;
  }

  override async time(f: () => void): Promise<tf.BackendTimingInfo> {
    const start = performance.now();
    f();
    this.flush();
    return { kernelMs: performance.now() - start };
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object {
    const dataId = {};
    this.store(dataId, values, shape, dtype, 1, this.trace !== null);
    return dataId;
  }

  override move(
    dataId: object,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    // it may be moved during a trace, but it is older than that
    this.store(dataId, values, shape, dtype, refCount, false);
  }

  override refCount(dataId: object): number {
    return this.data.has(dataId) ? this.data.get(dataId).refCount : 0;
  }

  override incRef(dataId: object): void {
    this.data.get(dataId).refCount++;
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const data = this.data.get(dataId);
    data.refCount--;
    if (!force && data.refCount > 0) return false;
    if (this.trace && !data.traced && !force) {
      this.trace.released(dataId);
      return false;
    }
    this.drop(data.value);
    this.drop(data.imaginary);
    this.data.delete(dataId);
    return true;
  }

  override async read(dataId: object): Promise<tf.BackendValues> {
    return this.readSync(dataId);
  }

  override readSync(dataId: object): tf.BackendValues {
    const data = this.data.get(dataId);
    if (data.dtype === 'string') return data.strings!;
    if (data.dtype === 'complex64') {
      const real = this.compute(data.value!, data) as Float32Array;
      return tf.backend_util.mergeRealAndImagArrays(
        real,
        this.compute(data.imaginary!, data) as Float32Array,
      );
    }
    return this.compute(data.value!, data).slice() as tf.BackendValues;
  }

  override dispose(): void {
    this.evaluator.dispose();
    this.helping?.dispose();
  }

  /** Another thread that compiled functions may use, where there is to be one. */
  get helper(): Helper | null {
    if (this.threads < 2) return null;
    this.helping ??= new Helper();
    return this.helping;
  }

  /** The graph value behind a tensor, in the shape that this handle of it has. */
  graphValue(info: tf.TensorInfo): Value {
    const data = this.data.get(info.dataId);
    const value = this.trace && !data.traced ? this.trace.capture(info.dataId, data) : data.value!;
    return sameShape(value.shape, info.shape) ? value : reshape(value, info.shape);
  }

  dataOf(dataId: object): TensorData {
    return this.data.get(dataId);
  }

  has(dataId: object): boolean {
    return this.data.has(dataId);
  }

  /** Registers a value as a new tensor. */
  adopt(value: Value, dtype = dtypeOf(value.type)): tf.TensorInfo {
    const dataId = {};
    this.hold(value);
    this.data.set(dataId, {
      dtype,
      shape: value.shape,
      refCount: 1,
      value,
      imaginary: null,
      strings: null,
      traced: this.trace !== null,
    });
    if (value.node && !this.trace && ++this.recorded > PENDING_LIMIT) this.flush();
    return { dataId, shape: [...value.shape], dtype };
  }

  /** Registers existing bytes as a new tensor, without copying them. */
  adoptBytes(bytes: TypedArray, type: ElementType, shape: readonly number[]): tf.TensorInfo {
    return this.adoptLeaf({ kind: 'buffer', data: bytes }, type, shape);
  }

  /** The same for bytes wherever they lie. */
  adoptLeaf(leaf: Leaf, type: ElementType, shape: readonly number[]): tf.TensorInfo {
    return this.adopt(makeLeaf(type, shape, leaf));
  }

  adoptComplex(real: Value, imaginary: Value): tf.TensorInfo {
    const info = this.adopt(real, 'complex64');
    this.hold(imaginary);
    this.data.get(info.dataId).imaginary = imaginary;
    return info;
  }

  /**
   * Gives a tensor new bytes; the old ones go back to the pool unless something else still needs them: another tensor,
   * or an operation that is recorded and not yet computed.
   */
  replaceBytes(data: TensorData, bytes: TypedArray): void {
    this.replaceLeaf(data, { kind: 'buffer', data: bytes });
  }

  /** The same for bytes wherever they lie. */
  replaceLeaf(data: TensorData, leaf: Leaf): void {
    const fresh = makeLeaf(data.value!.type, data.shape, leaf);
    this.hold(fresh);
    this.drop(data.value);
    data.value = fresh;
  }

  /** Whether no other tensor and no recorded operation refers to the bytes of this one. */
  isAlone(data: TensorData): boolean {
    return data.value!.uses === 0 && this.live.get(data.value!) === 1;
  }

  /** Gives the present holders of a tensor's bytes a copy, so that the bytes can be written. */
  preserve(data: TensorData): void {
    const leaf = data.value!.leaf;
    if (leaf?.kind === 'buffer') leaf.data = leaf.data.slice();
  }

  /** The bytes of a tensor, computed if they are pending. */
  bytesOf(data: TensorData): TypedArray {
    return this.compute(data.value!, data);
  }

  /** Computes everything that is pending. */
  flush(): void {
    this.recorded = 0;
    this.evaluator.evaluate(
      [...this.live.keys()].filter((value) => !value.leaf && dependsOnBytesOnly(value)),
      (value) => this.live.has(value),
    );
  }

  private compute(value: Value, data: TensorData): TypedArray {
    if (!value.leaf) {
      if (!dependsOnBytesOnly(value)) throw new UntraceableError(value.node!.origin, data.shape, data.dtype);
      this.evaluator.evaluate([value], (v) => this.live.has(v));
    }
    const leaf = value.leaf as Leaf | null;
    if (!leaf || !('data' in leaf)) throw new UntraceableError(leaf?.kind ?? '', data.shape, data.dtype);
    return leaf.data;
  }

  private hold(value: Value): void {
    this.live.set(value, (this.live.get(value) ?? 0) + 1);
  }

  private drop(value: Value | null): void {
    if (!value) return;
    const count = this.live.get(value)!;
    if (count > 1) {
      this.live.set(value, count - 1);
      return;
    }
    this.live.delete(value);
    if (value.uses > 0 || value.leaf?.kind !== 'buffer') return;
    if (value.leaf instanceof DeviceBuffer) value.leaf.release();
    else this.pool.give(value.leaf.data);
  }

  private store(
    dataId: object,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
    traced: boolean,
  ): void {
    const data: TensorData = { dtype, shape, refCount, value: null, imaginary: null, strings: null, traced };
    if (dtype === 'string') {
      data.strings = values as Uint8Array[];
    } else if (dtype === 'complex64') {
      const { real, imag } = tf.backend_util.splitRealAndImagArrays(values as Float32Array);
      data.value = makeLeaf('float32', shape, { kind: 'buffer', data: real });
      data.imaginary = makeLeaf('float32', shape, { kind: 'buffer', data: imag });
      this.hold(data.imaginary);
    } else {
      data.value = this.leafFor(values as tf.TypedArray, shape, elementTypeOf(dtype), traced);
    }
    if (data.value) this.hold(data.value);
    this.data.set(dataId, data);
  }

  /** Copies: the caller may change its array later, and a recorded operation must see what it saw. */
  private leafFor(values: ArrayLike<number>, shape: number[], type: ElementType, traced: boolean): Value {
    if (traced && values.length > 1 && isConstant(values)) return splat(values[0]!, shape, type);
    const bytes = makeArray(type, values.length) as Float32Array;
    bytes.set(values);
    return makeLeaf(type, shape, { kind: traced ? 'constant' : 'buffer', data: bytes });
  }
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], values[0])) return false;
  return true;
}

function dependsOnBytesOnly(value: Value): boolean {
  return collect([value]).leaves.every((leaf) => 'data' in leaf.leaf!);
}

export function elementTypeOf(dtype: tf.DataType): ElementType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new BackendError(
    'GANX_BACKEND_UNSUPPORTED',
    `A tensor of dtype ${dtype} has no place in an ONNX graph.`,
    { dtype },
  );
}

export function dtypeOf(type: ElementType): tf.DataType {
  if (type === 'uint8' || type === 'int64') {
    throw new BackendError(
      'GANX_BACKEND_UNSUPPORTED',
      `A graph value of type ${type} cannot become a tensor; cast it first.`,
    );
  }
  return type;
}

/** The active backend, where it is this one. */
export function activeBackend(): OnnxBackend {
  const backend = tf.backend();
  if (!(backend instanceof OnnxBackend)) {
    throw new BackendError(
      'GANX_BACKEND_INACTIVE',
      `The active TensorFlow.js backend is '${tf.getBackend()}', but this needs '${BACKEND_NAME}'. ` +
        `Call registerOnnxBackend() and await tf.setBackend('${BACKEND_NAME}') first.`,
      { active: tf.getBackend() },
    );
  }
  return backend;
}

/** A value that is computed, never a leaf: what a graph output must be. */
export function identity(value: Value): Value {
  return makeNode('Identity', [value], [{ type: value.type, shape: value.shape }])[0]!;
}
