import { BackendError } from '../errors.js';
import type { ElementType, Shape, TypedArray } from '../graph/types.js';
import { loadBinding, type NativeSession, type OrtTensor, type SessionOptions } from './binding.js';
import { type Device, forbidTf32, providersOf } from './device.js';

export interface SessionSettings {
  threads: number;
  /** How much ONNX Runtime rewrites the model itself when it loads it. */
  optimization: 'disabled' | 'basic' | 'extended' | 'all';
  profile?: string;
  /**
   * Whether one block is planned for all that a run writes and takes at once. Saves allocations, and for graphs that write
   * much it holds twice the memory: with `dcgan` 690 MiB against 514 for the process, at the same speed. By default true.
   */
  memoryPlan?: boolean;
  /** Where nodes run; 'cpu' where it is left out. */
  device?: Device;
  /** Outputs that stay in the device's memory (see `keepsState`). */
  onDevice?: readonly string[];
}

/**
 * How long idle helper threads keep a core busy. Spinning between the operations of one run spares wake-ups: a small step is
 * 5 to 10 % faster with 200 microseconds than with 20, as it is a chain of operations of 5 to 300. By default they spin for
 * longer, also between runs, and a helper that is waiting takes the core from one that computes: that of the other session, or
 * of another program. With four runnable threads per core a step took 1.5 to 4 times as long then.
 */
const SPINNING = { force_spinning_stop: '1', intra_op: { spin_duration_us: '200' } };

/**
 * Name of an output that only ends the binding's work early. The binding (1.30) makes a JavaScript tensor, with a buffer of its
 * own, of every output of a run, also of those that the run wrote into memory which was given to it: in a training step the
 * gradients of all weights, tens of megabytes that nobody reads and a full garbage collection every step or two. It goes through
 * the outputs in order and gives up at the first that is no tensor. By then the run is over and all is written.
 */
export const NO_TENSOR = 'no tensor';
const GIVEN_UP = 'Non tensor type is temporarily not supported.';

/** Makes a tensor over existing bytes; nothing is copied. */
export function wrapBytes(data: TypedArray, type: ElementType, shape: Shape): OrtTensor {
  const { ort } = loadBinding();
  return new ort.Tensor(type, data as never, shape as number[]);
}

let open = 0;

/** How many sessions hold native memory now. */
export const openSessions = (): number => open;

/** One loaded model. Runs synchronously on the calling thread, with helper threads of its own. */
export class Session {
  private readonly native: NativeSession;
  private released = false;

  constructor(model: Uint8Array, settings: SessionSettings) {
    const device = settings.device ?? 'cpu';
    if (device === 'cuda') forbidTf32();
    const { native } = loadBinding();
    this.native = new native.binding.InferenceSession();
    const options: SessionOptions = {
      executionProviders: providersOf(device),
      intraOpNumThreads: settings.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      enableMemPattern: settings.memoryPlan ?? true,
      graphOptimizationLevel: settings.optimization,
      logSeverityLevel: 3,
      extra: { session: SPINNING },
      ...(settings.onDevice?.length && {
        preferredOutputLocation: Object.fromEntries(settings.onDevice.map((name) => [name, 'gpu-buffer'])),
      }),
      ...(settings.profile ? { enableProfiling: true, profileFilePrefix: settings.profile } : {}),
    };
    try {
      this.native.loadModel(model.buffer, model.byteOffset, model.byteLength, options);
    } catch (cause) {
      throw new BackendError(
        'GANX_BACKEND_SESSION',
        `ONNX Runtime refused a model that this package made: ${(cause as Error).message}. This is a bug in @ganx/backend-onnx; please report the operations used.`,
        { modelBytes: model.byteLength },
        { cause },
      );
    }
    open++;
  }

  /** Writes all fetches in place. The model's first output must be the empty sequence NO_TENSOR. */
  runInto(feeds: Record<string, OrtTensor>, fetches: Record<string, OrtTensor>): void {
    this.assertLoaded();
    try {
      this.native.run(feeds, { [NO_TENSOR]: null, ...fetches }, {});
    } catch (cause) {
      if ((cause as Error).message !== GIVEN_UP) throw failure(cause);
    }
  }

  /** A fetch of null is allocated by the run; a tensor is written in place. */
  run(
    feeds: Record<string, OrtTensor>,
    fetches: Record<string, OrtTensor | null>,
  ): Record<string, OrtTensor> {
    this.assertLoaded();
    try {
      return this.native.run(feeds, fetches, {});
    } catch (cause) {
      throw failure(cause);
    }
  }

  private assertLoaded(): void {
    if (this.released)
      throw new BackendError('GANX_BACKEND_DISPOSED', 'This session was disposed and cannot run again.');
  }

  endProfiling(): void {
    this.native.endProfiling();
  }

  dispose(): void {
    if (this.released) return;
    this.released = true;
    open--;
    this.native.dispose();
  }
}

function failure(cause: unknown): BackendError {
  return new BackendError(
    'GANX_BACKEND_SESSION',
    `ONNX Runtime failed: ${(cause as Error).message}`,
    {},
    { cause },
  );
}
