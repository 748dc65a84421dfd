import * as tf from '@tensorflow/tfjs-core';
import { activeBackend, type OnnxBackend } from '../backend.js';
import { BackendError } from '../errors.js';
import { collect, type ElementType, sizeOf, type TypedArray } from '../graph/index.js';
import { simplifyTraced } from '../passes/optimize.js';
import { keepsState } from '../session/device.js';
import { DeviceExecutable } from './device-executable.js';
import { Executable } from './executable.js';
import { resultsOf, withResults } from './graph-results.js';
import type { FeedArray } from './host-input.js';
import type { Runnable } from './runnable.js';
import { SharingExecutable } from './sharing-executable.js';
import { type CompileStats, makeStats } from './stats.js';
import { type InputSpec, Trace, type TracedGraph } from './trace.js';

type InputDtype = 'float32' | 'int32' | 'bool';

/** Bytes handed to a compiled function without making a tensor. The function sees a tensor of `dtype`. */
export interface HostArray {
  data: FeedArray;
  shape: readonly number[];
  /** By default float32 for Float32Array, int32 for Int32Array and Uint8Array (images, cast in the graph). */
  dtype?: InputDtype;
}

/** An argument: a tensor, an array of known shape, or a bare array (rank 1). */
export type Feed = tf.Tensor | HostArray | FeedArray;

export type Feeds = Readonly<Record<string, Feed>>;

/** The tensors that the function gets for its arguments. */
export type Traced<I extends Feeds> = { [K in keyof I]: I[K] extends tf.Tensor ? I[K] : tf.Tensor };

export interface CompiledFunction<I extends Feeds, O extends Record<string, tf.Tensor>> {
  /** Replays the graph; traces first where the signature is new. The caller disposes of the returned tensors. */
  (inputs: I): Promise<O>;
  /** The same without the promise: the computation occupies the calling thread either way. */
  runSync(inputs: I): O;
  /** Traces and builds for these inputs, runs nothing. Their values do not matter. */
  trace(inputs: I): Promise<void>;
  readonly stats: Readonly<CompileStats>;
  /** Frees the sessions. Variables stay. */
  dispose(): void;
}

export interface CompileOptions {
  /** Shown in errors. */
  name?: string;
  /** Write an ONNX Runtime profile with this file prefix when disposed. For development. */
  profile?: string;
}

interface Argument {
  spec: InputSpec;
  bytes: (backend: OnnxBackend) => TypedArray;
}

/**
 * Makes one graph of a function: everything it computes, gradients and variable updates included, becomes a single
 * ONNX model, which later calls replay.
 *
 * The function runs once per input signature (names, shapes, dtypes). Plain JavaScript numbers in it are fixed then;
 * numbers that change come through inputs or hostInput(). Variables that it assigns keep their new values.
 */
export function compile<I extends Feeds, O extends Record<string, tf.Tensor>>(
  fn: (inputs: Traced<I>) => O,
  options: CompileOptions = {},
): CompiledFunction<I, O> {
  const stats = makeStats();
  const executables = new Map<string, Runnable>();
  const label = options.name ?? (fn.name || 'compiled function');
  let disposed = false;

  const prepare = (inputs: I): { executable: Runnable; args: Argument[]; backend: OnnxBackend } => {
    if (disposed) throw new BackendError('GANX_BACKEND_DISPOSED', `${label} was disposed.`, { name: label });
    const backend = activeBackend();
    const args = Object.entries(inputs).map(([name, feed]) => describe(label, name, feed));
    const signature = args.map(({ spec: s }) => `${s.name}:${s.feed}>${s.dtype}[${s.shape}]`).join(';');
    let executable = executables.get(signature);
    if (!executable) {
      const start = performance.now();
      const graph = new Trace(backend).record(
        args.map((a) => a.spec),
        fn as unknown as (inputs: Record<string, tf.Tensor>) => O,
      );
      stats.traces++;
      stats.traceMs += performance.now() - start;
      stats.tracedNodes = collect(resultsOf(graph)).nodes.length;
      executable = makeExecutable(backend, graph, stats, options.profile);
      executables.set(signature, executable);
    }
    return { executable, args, backend };
  };

  const runSync = (inputs: I): O => {
    const { executable, args, backend } = prepare(inputs);
    return executable.run(Object.fromEntries(args.map((a) => [a.spec.name, a.bytes(backend)]))) as O;
  };

  return Object.assign(async (inputs: I) => runSync(inputs), {
    runSync,
    trace: async (inputs: I) => void prepare(inputs),
    stats,
    dispose: () => {
      disposed = true;
      for (const executable of executables.values()) {
        if (options.profile) executable.endProfiling();
        executable.dispose();
      }
      executables.clear();
    },
  });
}

function makeExecutable(
  backend: OnnxBackend,
  graph: TracedGraph,
  stats: CompileStats,
  profile?: string,
): Runnable {
  const { device } = backend;
  if (keepsState(device)) return new DeviceExecutable(backend, graph, stats, device, profile);
  const start = performance.now();
  const simplified = withResults(graph, simplifyTraced(resultsOf(graph)));
  stats.optimizeMs += performance.now() - start;
  if (device !== 'cpu') return new Executable(backend, simplified, stats, profile, device);
  return (
    SharingExecutable.of(backend, simplified, stats, profile) ??
    new Executable(backend, simplified, stats, profile)
  );
}

function describe(label: string, name: string, feed: Feed): Argument {
  if (feed instanceof tf.Tensor) {
    const dtype = feed.dtype as InputDtype;
    return {
      spec: { name, shape: feed.shape, feed: dtype, dtype },
      bytes: (backend) => backend.bytesOf(backend.dataOf(feed.dataId)),
    };
  }
  const { data, shape, dtype } = ArrayBuffer.isView(feed)
    ? { data: feed, shape: [feed.length], dtype: undefined }
    : feed;
  const type: ElementType =
    data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'uint8';
  if (sizeOf(shape) !== data.length) {
    throw new BackendError(
      'GANX_BACKEND_SIGNATURE',
      `Input '${name}' of ${label} has ${data.length} elements, but its shape [${shape}] needs ${sizeOf(shape)}.`,
      { input: name, shape, elements: data.length },
    );
  }
  const seen = dtype ?? (type === 'float32' ? 'float32' : 'int32');
  return { spec: { name, shape, feed: type, dtype: seen }, bytes: () => data };
}
