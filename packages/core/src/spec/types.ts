import type { ClassDraw } from '../data/classes.js';
import type { Json, LayerSpec } from '../plugin/index.js';

/** `{ type, ...options }` with all defaults filled in; framework options (`every`, `batchSize`, ...) stand beside the component's own. */
export type ComponentSpec = { readonly type: string; readonly [option: string]: Json };

/** A network is a list of layers, or a preset that returns one. */
export type NetworkSpec =
  | { readonly layers: readonly LayerSpec[]; readonly weights?: readonly ComponentSpec[] }
  | ComponentSpec;

/** A number, or how it moves. */
export type MovableNumber = number | ComponentSpec;

/** One rule, or rules combined; nesting is allowed. */
export type StopSpec =
  | { readonly any: readonly StopSpec[] }
  | { readonly all: readonly StopSpec[] }
  | ComponentSpec;

/** An experiment after composition, validation and defaults: everything that the engine reads, nothing else. */
export interface ExperimentSpec {
  readonly name: string;
  readonly description?: string;
  readonly seed: number;
  readonly plugins: readonly string[];
  readonly runtime: {
    readonly backend: 'auto' | 'onnx' | 'tensorflow' | 'cpu';
    /** What compiled steps compute on; left out: the processor. */
    readonly device?: 'cpu' | 'webgpu' | 'cuda';
    /** Threads inside one operation; left out: all cores. Does not change any result. */
    readonly threads?: number;
  };
  readonly data: ComponentSpec & {
    readonly batchSize: number;
    readonly range: readonly [number, number];
    readonly augment: readonly ComponentSpec[];
    readonly emptyClasses?: 'refuse' | 'allow';
  };
  readonly latent: { readonly type: 'normal' | 'uniform'; readonly size: number };
  readonly conditioning: ComponentSpec;
  readonly generator: NetworkSpec;
  readonly discriminator: NetworkSpec;
  readonly loss: ComponentSpec;
  readonly regularizers: readonly (ComponentSpec & { readonly every: number })[];
  readonly optimizers: { readonly generator: ComponentSpec; readonly discriminator: ComponentSpec };
  /** Averaged generator weights, used for samples and metrics. Absent: the live weights are used. */
  readonly ema?: {
    readonly decay: MovableNumber;
    readonly halfLife?: MovableNumber;
    readonly counter?: 'generatorSteps' | 'images';
    readonly rampUp: number;
    readonly startIteration: number;
  };
  readonly balance: ComponentSpec;
  readonly metrics: readonly (ComponentSpec & { readonly every: number; readonly classes?: ClassDraw })[];
  readonly stop: StopSpec;
  readonly callbacks: readonly (ComponentSpec & { readonly every: number })[];
  readonly logging: readonly (ComponentSpec & { readonly every: number })[];
  /** What a run does that has diverged, while it may. Absent: it ends. */
  readonly rollBack?: { readonly max: number; readonly learningRateFactor: number };
  /** Advice that is not heeded, by code. */
  readonly advice?: { readonly ignore?: readonly string[] };
  readonly checkpoint: {
    readonly every: number;
    readonly everyMinutes?: number;
    /** How long a run waits where the disk is full. Absent: it ends at once. */
    readonly waitForSpaceMinutes?: number;
    readonly keepLast: number;
    readonly keepBest?: { readonly monitor: string; readonly ties: 'later' | 'earlier' };
  };
}
