import type { Compute } from '../compute.js';
import type { OpenedExperiment } from '../experiment/opened.js';
import type { Counters, DatasetInfo, Json, RunEvent } from '../plugin/index.js';
import type { CheckpointChoice, RunFolder, RunManifest } from '../run/index.js';
import type { ExperimentSpec } from '../spec/types.js';
import type { Built } from './build/built.js';
import type { Snapshot } from './state/state.js';

export interface PlanRequest {
  readonly experiment: OpenedExperiment;
  readonly compute: Compute;
  /** Bytes that training may take; left out: what the machine has. */
  readonly memory?: number;
}

export interface LayerSummary {
  /** Its place: `generator/03-conv-transpose`. */
  readonly name: string;
  readonly type: string;
  /** Without the batch axis. */
  readonly outputShape: readonly number[];
  readonly parameters: number;
}

export interface NetworkSummary {
  readonly layers: readonly LayerSummary[];
  readonly parameters: number;
  /** Those that the optimizer changes; the rest are statistics. */
  readonly trainable: number;
}

/** Bytes of float32 values. Activations are a rough upper estimate: every layer output of one step, kept and with a gradient. */
export interface MemoryEstimate {
  readonly weights: number;
  readonly optimizer: number;
  readonly averages: number;
  readonly activations: number;
  readonly total: number;
}

/** What is known of an experiment before anything trains. */
export interface Plan {
  readonly spec: ExperimentSpec;
  readonly info: DatasetInfo;
  readonly networks: { readonly generator: NetworkSummary; readonly discriminator: NetworkSummary };
  readonly backend: string;
  readonly memory: MemoryEstimate;
  /** Things that are allowed but probably not meant. */
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  /** What a progress display can count to, where a stopping rule knows it. */
  readonly budget: { readonly counter: keyof Counters | 'seconds'; readonly max: number } | undefined;
  /** The networks and steps themselves; for `runExperiment`. */
  readonly built: Built;
}

/** What asks a run to end or to save; polled after every iteration. */
export interface Interruption {
  /** The name of the signal that asks the run to end. */
  readonly requested: string | undefined;
  /** Aborted when it asks the run to end: what is long and heeds it ends at once. */
  readonly signal?: AbortSignal;
  /** The name of the signal that asks for a checkpoint, told once. */
  takeSaveRequest?(): string | undefined;
}

/** What every way to train a plan takes. */
export interface RunOptions {
  /** The resolved spec as YAML, stored as `spec.yaml`. */
  readonly specYaml: string;
  /** Sees every event right after the log has it; must be quick. */
  readonly onEvent?: (event: RunEvent) => void;
  readonly interruption?: Interruption;
  /** Versions to record beside those of the core, Node.js and the plugins. */
  readonly versions?: Readonly<Record<string, string>>;
}

export interface NewRunOptions extends RunOptions {
  readonly runsDirectory: string;
  /** What the user wrote, stored in `source/`. */
  readonly source: {
    readonly files: readonly { readonly file: string; readonly text: string }[];
    readonly overrides: readonly string[];
    readonly provenance?: Json;
  };
  /** Stored beside the plugins' records. */
  readonly pluginSeal?: string;
  /**
   * Whether the manifest tells of the repository and the lockfile of the experiment's folder, which git is asked for then.
   * False where nobody but a stored file named that folder. Default: true.
   */
  readonly recordsFolder?: boolean;
  /** Begins with the state of another run instead of fresh weights. */
  readonly fork?: Fork;
}

/** The state that a run begins with, and where it is from. */
export interface Fork {
  readonly snapshot: Snapshot;
  readonly from: RunManifest;
  readonly folder: string;
}

export interface ResumeOptions extends RunOptions {
  readonly run: RunFolder;
  /** Left out: the last that is whole. */
  readonly checkpoint?: CheckpointChoice;
  /** The state that the run began with, should it have been killed before its first checkpoint. */
  readonly origin?: Fork;
  /** Goes on from an earlier checkpoint although later ones are lost by it. */
  readonly rewind?: boolean;
  /** Goes on although the data, the backend, the processor or a version is not the one that the run began with. */
  readonly allowDifferentBits?: boolean;
}
