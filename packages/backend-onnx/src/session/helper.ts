import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { sizeOf, type TypedArray } from '../graph/types.js';
import {
  type ArraySpec,
  CONTROL_BYTES,
  DONE,
  FAILED,
  GONE,
  RUN,
  type Slot,
  STARTED,
  STOP,
  spinThenWait,
  type TaskMessage,
  type TaskSpec,
  viewsOf,
} from './helper-protocol.js';

/** How many times as long as the caller took for its own part the helper may take before it is given up. */
const PATIENCE = 10;
const LEAST_PATIENCE_MS = 1000;
/** Parts of the shared memory begin at multiples of this: a cache line. */
const ALIGNMENT = 64;

/** How long the process waits at its end for helpers that are at work. */
const LAST_PATIENCE_MS = 2000;

const open = new Set<Helper>();

function stopAll(): void {
  const helpers = [...open];
  for (const helper of helpers) helper.dispose();
  for (const helper of helpers) helper.settle(LAST_PATIENCE_MS);
}

/** A model that the helper has, and the memory through which it is fed. */
export interface HelperTask {
  readonly inputs: readonly TypedArray[];
  readonly outputs: readonly TypedArray[];
  /** Lets the helper compute; false where it is not there, or not yet, and the caller must compute itself. */
  start(): boolean;
  /** Waits for what was started; false where it did not come and never will. `ownMs` is what the caller's part took. */
  finish(ownMs: number): boolean;
  dispose(): void;
}

/**
 * A second thread with sessions of its own, that computes while the calling thread does. It only ever speeds things up: while it is
 * not up, or where it fails or dies, the caller computes everything, with the same results.
 */
export class Helper {
  private readonly control = new Int32Array(new SharedArrayBuffer(CONTROL_BYTES));
  private readonly worker: Worker;
  private tasks = 0;

  constructor() {
    Atomics.store(this.control, DONE, -1);
    const thread = createRequire(import.meta.url).resolve('#helper-thread');
    this.worker = new Worker(thread, { workerData: this.control.buffer, execArgv: [] });
    this.worker.once('error', () => open.delete(this));
    this.worker.unref();
    if (open.size === 0) process.once('exit', stopAll);
    open.add(this);
  }

  add(spec: TaskSpec): HelperTask {
    let bytes = 0;
    const place = (array: ArraySpec): Slot => {
      const offset = bytes;
      const size = sizeOf(array.shape) * (array.type === 'int64' ? 8 : 4);
      bytes += Math.ceil(size / ALIGNMENT) * ALIGNMENT;
      return { ...array, offset };
    };
    const inputs = spec.inputs.map(place);
    const outputs = spec.outputs.map(place);
    const memory = new SharedArrayBuffer(bytes);
    const id = ++this.tasks;
    this.tell({ ...spec, id, memory, inputs, outputs });
    return {
      inputs: viewsOf(memory, inputs),
      outputs: viewsOf(memory, outputs),
      start: () => this.start(id),
      finish: (ownMs) => this.finish(ownMs),
      dispose: () => this.tell({ id, isOver: true }),
    };
  }

  /**
   * Ends the thread when it has done what it is at. It is never terminated: a thread that is in native code then takes the process
   * with it.
   */
  dispose(): void {
    if (open.delete(this)) this.command(STOP);
    if (open.size === 0) process.off('exit', stopAll);
  }

  /** Waits until nothing runs on the thread any more. */
  settle(patienceMs: number): void {
    for (let left = patienceMs; left > 0; ) {
      // Read before it is judged: what comes later than this ends the waiting at once.
      const done = Atomics.load(this.control, DONE);
      if (this.isIdleAt(done)) return;
      const began = performance.now();
      spinThenWait(this.control, DONE, done, left);
      left -= performance.now() - began;
    }
  }

  private tell(message: TaskMessage): void {
    if (!open.has(this)) return;
    this.worker.postMessage(message);
    this.command(0);
  }

  private start(id: number): boolean {
    if (!open.has(this) || !this.isIdle || Atomics.load(this.control, FAILED)) return false;
    this.command(id);
    return true;
  }

  private finish(ownMs: number): boolean {
    this.settle(Math.max(LEAST_PATIENCE_MS, PATIENCE * ownMs));
    const isDone = this.isIdle && !Atomics.load(this.control, FAILED);
    if (!isDone) this.dispose();
    return isDone;
  }

  private get isIdle(): boolean {
    return this.isIdleAt(Atomics.load(this.control, DONE));
  }

  private isIdleAt(done: number): boolean {
    return done === Atomics.load(this.control, STARTED) || done === GONE;
  }

  private command(task: number): void {
    Atomics.store(this.control, RUN, task);
    Atomics.add(this.control, STARTED, 1);
    Atomics.notify(this.control, STARTED);
  }
}
