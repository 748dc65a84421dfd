import { type ElementType, type Shape, sizeOf, type TypedArray } from '../graph/types.js';
import type { SessionSettings } from './session.js';

/** Words of the control block: commands given, commands done, the task to run (0: none) or STOP, whether the thread gave up. */
export const STARTED = 0;
export const DONE = 1;
export const RUN = 2;
export const FAILED = 3;
export const STOP = -1;
/** In place of commands done: the thread has ended. */
export const GONE = -2;
export const CONTROL_BYTES = 16;

/**
 * How long a thread looks for what the other does before it sleeps. Waking one up takes 30 to 100 microseconds, of the thread that
 * does it too, and a short step leaves about half a millisecond between two shares.
 */
const SPIN_MS = 0.5;

export interface ArraySpec {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
}

/** An array in shared memory. */
export interface Slot extends ArraySpec {
  readonly offset: number;
}

/** A model to be run many times. Its first output is the empty sequence NO_TENSOR. */
export interface TaskSpec {
  readonly model: Uint8Array;
  readonly settings: SessionSettings;
  readonly inputs: readonly ArraySpec[];
  readonly outputs: readonly ArraySpec[];
}

export interface PlacedTask extends TaskSpec {
  /** Above 0. */
  readonly id: number;
  readonly memory: SharedArrayBuffer;
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
}

export type TaskMessage = PlacedTask | { readonly id: number; readonly isOver: true };

const KINDS = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  uint8: Uint8Array,
};

export function viewsOf(memory: SharedArrayBuffer, slots: readonly Slot[]): TypedArray[] {
  // What takes these arrays only copies from and to them, so for the types they may be like any other.
  const buffer = memory as unknown as ArrayBuffer;
  return slots.map(({ type, shape, offset }) => new KINDS[type](buffer, offset, sizeOf(shape)));
}

/** Returns when `control[word]` is no longer `old`, or after `patienceMs`. */
export function spinThenWait(control: Int32Array, word: number, old: number, patienceMs = Infinity): void {
  const until = performance.now() + SPIN_MS;
  do for (let i = 0; i < 64; i++) if (Atomics.load(control, word) !== old) return;
  while (performance.now() < until);
  Atomics.wait(control, word, old, patienceMs);
}
