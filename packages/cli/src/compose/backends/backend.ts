import type { Compute } from '@ganx/core';
import type { ExperimentSpec } from '@ganx/core/spec';

export const backendNames = ['onnx', 'tensorflow', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];
export type DeviceName = NonNullable<ExperimentSpec['runtime']['device']>;

export interface BackendContext {
  /** The spec's folder: where a person may have installed optional peers. */
  readonly directory: string;
  /** Threads inside one operation; left out: all cores. */
  readonly threads?: number;
  /** What steps compute on; left out: the processor. */
  readonly device?: DeviceName;
  /** Where the backend can: begin of the files that profiles of the steps are written to. */
  readonly profile?: string;
}

export type Presence =
  | { readonly present: true; readonly detail: string }
  /** `needs`: what a person must do to get it. */
  | { readonly present: false; readonly needs: string };

export interface DeviceFinding {
  readonly name: DeviceName;
  readonly presence: Presence;
}

/** One way to compute, found and opened. Nothing is loaded before `probe` or `open` is called. */
export interface Backend {
  readonly name: BackendName;
  /** Loads what it needs and says what was found; leaves the active TensorFlow.js backend as it is. */
  probe(context: BackendContext): Promise<Presence>;
  /** Devices besides the processor that it may find, and whether they work here. Loads their drivers. */
  readonly devices?: (context: BackendContext) => Promise<readonly DeviceFinding[]>;
  /** Throws a BackendError that says what is missing. */
  open(context: BackendContext): Promise<Compute>;
}
