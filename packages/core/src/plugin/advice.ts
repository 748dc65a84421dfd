import type { DatasetInfo } from './dataset.js';
import type { NetworkRole } from './layer.js';
import type { ScoreKind } from './loss.js';

/**
 * What a component would tell the author of a spec: nothing is wrong, and yet it is known to go badly. `ganx check` shows it
 * with its place; `--strict` refuses it, and `advice.ignore` of a spec silences its code.
 */
export interface Advice {
  /** Stable, in capitals; one of the component's `adviceCodes`. A plugin's begins with a word of its own: `ACME_TOO_DEEP`. */
  readonly code: string;
  /** What was seen, and what comes of it. */
  readonly message: string;
  /** Where that is known from: a paper or a pinned source. */
  readonly source?: string;
  /** The option to point at, relative to the component. Left out: its type. */
  readonly option?: string;
  /** An override that mends it, as the command line takes it: `balance.discriminatorSteps=5`. Left out: none does alone. */
  readonly override?: string;
}

/** What is known of one entry of a network's list of layers once the network is built. */
export interface LayerFacts {
  /** Its dotted place in the spec; of a preset's layer, the place of the preset. */
  readonly path: string;
  readonly type: string;
  /** Shapes without the batch axis. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly parameters: number;
  /** Some output for one sample depends on the other samples of the batch when training. */
  readonly mixesSamples: boolean;
  /** Range that its outputs lie in, if bounded and known. */
  readonly outputRange: readonly [number, number] | undefined;
  /** It only arranges values: the range of its outputs is that of its inputs. */
  readonly arranges: boolean;
}

/** What is known of a network once it is built. */
export interface NetworkFacts {
  /** From input to output. */
  readonly layers: readonly LayerFacts[];
  readonly parameters: number;
  /** Those that the optimizer changes. */
  readonly trainable: number;
}

/** What a component may look at before it gives advice. */
export interface AdviceContext {
  /** Dotted place of the component in the spec. */
  readonly path: string;
  /** The framework's option of that name, where the kind has it. */
  readonly every: number | undefined;
  readonly info: DatasetInfo;
  readonly batchSize: number;
  readonly networks: { readonly [role in NetworkRole]: NetworkFacts };
  /** Of a layer that the spec lists at the top of a network: what is known of it. */
  readonly layer: LayerFacts | undefined;
  /** What the loss takes the discriminator's raw output for, where it says so. */
  readonly scores: ScoreKind | undefined;
  /** Whether something keeps the discriminator's slope bounded. */
  readonly slopeIsBounded: boolean;
}

/** Form of the code of an advice. */
export const adviceCode = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;
