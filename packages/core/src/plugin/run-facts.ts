/** Counted separately, since one iteration may hold several steps of either network. */
export interface Counters {
  /** Turns of the balance policy that are complete. */
  readonly iteration: number;
  readonly discriminatorSteps: number;
  readonly generatorSteps: number;
  /** Real examples that the discriminator was shown. */
  readonly images: number;
}

/** Scalars that one discriminator step gives. */
export interface DiscriminatorStats {
  /** Of the game alone. */
  readonly loss: number;
  /** Mean opinion of real and of generated examples (the loss says what an opinion is; a probability for logits). */
  readonly opinionReal: number;
  readonly opinionFake: number;
  /** Share of the real and generated examples that the discriminator told right, in [0, 1]. */
  readonly accuracy: number;
  /** Sum of the penalties of this step, weights applied; absent where none was due. */
  readonly penalty?: number;
  /** What terms gave in this step, as `type/stat`. */
  readonly terms?: Readonly<Record<string, number>>;
}

/** Scalars that one generator step gives. */
export interface GeneratorStats {
  /** Of the game alone. */
  readonly loss: number;
  readonly opinionFake: number;
  /** Sum of the penalties of this step, weights applied; absent where none was due. */
  readonly penalty?: number;
  /** What terms gave in this step, as `type/stat`. */
  readonly terms?: Readonly<Record<string, number>>;
}

/** One number that a metric measured, with everything that it depends on. */
export interface MetricValue {
  /** `type`, or `type/part` for metrics that measure several things. */
  readonly name: string;
  readonly value: number;
  readonly goal: 'minimize' | 'maximize';
  /** Sample counts, extractor and its hash, split, seed, weights used (`ema` or `live`). */
  readonly provenance: Readonly<Record<string, string | number | boolean>>;
}

/** How a run can end; the exit code of `ganx run` follows from it. */
export type VerdictType =
  | 'converged' // a plateau or target was reached
  | 'budget' // iterations, images or time used up
  | 'diverged' // a loss or weight is not finite
  | 'collapsed'
  | 'overpowered' // one network beat the other
  | 'interrupted'
  | 'failed';

/** Why the run stopped. */
export interface Verdict {
  readonly type: VerdictType;
  /** The rule that fired, as its `type`; absent for interruption and failure. */
  readonly rule?: string;
  readonly reason: string;
  readonly iteration: number;
  /** `kind type` and hook of the component that gave a number which is not finite, where that is known. */
  readonly component?: string;
  readonly hook?: string;
  /** How often the run had diverged before and went back; absent for never. */
  readonly rollBacks?: number;
}

/** One return of a run that had diverged to an earlier state, to go on with lower learning rates. */
export interface RollBack {
  /** Of this run, from 1, of at most `max`. */
  readonly number: number;
  readonly max: number;
  /** Iteration in which it was found to have diverged, and of the checkpoint that it went back to. */
  readonly from: number;
  readonly to: number;
  /** What was not finite. */
  readonly reason: string;
  /** What the spec's learning rates are multiplied by from there on, in (0, 1). */
  readonly learningRateFactor: number;
}

/** The best checkpoint by one metric. */
export interface Best {
  readonly monitor: string;
  readonly value: number;
  readonly iteration: number;
  /** Relative to the run's folder. */
  readonly checkpoint: string;
}
