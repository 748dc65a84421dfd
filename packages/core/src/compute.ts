import type { DataType, Tensor } from '@tensorflow/tfjs-core';

/** Buffers that the host fills before a step runs. bool tensors are filled as bytes of 0 and 1. */
export type HostBuffer = Float32Array | Int32Array | Uint8Array;

/**
 * What the engine asks of a backend. The default runs every step eagerly on the active TensorFlow.js backend; a
 * backend that compiles traces the step once and replays it.
 */
export interface Compute {
  /** Name of the TensorFlow.js backend that must be active. */
  readonly backend: string;
  /** Makes the backend active. */
  activate(): Promise<void>;
  /**
   * A step as something to call again and again: the same function of the same inputs, variables assigned inside keep
   * their new values. Outputs are small (scalars, samples) and read on the host right after.
   */
  compile<I extends StepInputs, O extends Record<string, Tensor>>(
    name: string,
    fn: (inputs: TensorsOf<I>) => O,
  ): Step<I, O>;
  /**
   * A tensor whose values the host supplies anew at every call of the step that is being traced (random numbers,
   * learning rates). Outside tracing: a tensor filled once. At every call all of a step's host inputs are filled, in the
   * order in which the step made them, also those that nothing reads: random streams move alike on all backends. Tracing
   * itself fills none.
   */
  hostInput(shape: readonly number[], dtype: DataType, fill: (target: HostBuffer) => void): Tensor;
  readonly description: string;
  /** What computes the steps, where it is not the processor. */
  readonly device?: string;
  /** When two runs of one spec give the same bits, where the backend knows; goes into the manifest. */
  readonly bits?: string;
}

/** Inputs of a step as host arrays with shapes; uint8 arrives in the step as int32. */
export type StepInputs = Record<string, { readonly shape: readonly number[]; readonly data: HostBuffer }>;
export type TensorsOf<I> = { readonly [K in keyof I]: Tensor };

export interface Step<I extends StepInputs, O extends Record<string, Tensor>> {
  /** Host copies of the outputs, whose tensors are disposed. The arrays in `inputs` may be overwritten afterwards. */
  run(inputs: I): Promise<{ readonly [K in keyof O]: Float32Array }>;
  /** Traces and builds without running, so that a plan knows that it can. Changes no variable and no random stream. */
  prepare(inputs: I): Promise<void>;
  /** Where its time went so far, in milliseconds by part, where the backend keeps account of that. */
  readonly timings?: Readonly<Record<string, number>>;
  dispose(): void;
}
