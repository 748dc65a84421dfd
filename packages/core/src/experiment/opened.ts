import type { ClassDraw } from '../data/classes.js';
import type {
  Augmentation,
  BalancePolicy,
  Callback,
  Conditioning,
  Dataset,
  DatasetInfo,
  Features,
  Logger,
  LoggerContext,
  Loss,
  MeasuredName,
  Metric,
  Moving,
  Optimizer,
  RandomSource,
  Registry,
  Regularizer,
  Schedulable,
  StoppingRule,
} from '../plugin/index.js';
import type { Used } from '../spec/components.js';
import type { StoredForm } from '../spec/stored-form.js';
import type { ExperimentSpec } from '../spec/types.js';

/** One component of an experiment, with what messages call it and where it stands. */
export interface Named<T> {
  /** `kind type`, as `callback sample-grid`. */
  readonly component: string;
  /** As the spec writes it. */
  readonly type: string;
  /** Its path in the spec: `metrics.1`, `optimizers.generator`. */
  readonly place: string;
  /** Made when first asked for, once. Throws again what `create` threw. */
  readonly value: T;
  /** The numbers among its options that move; made with it. */
  readonly moving: readonly Moving[];
}

/** How the average of the generator's weights is made. */
export interface Averaging {
  readonly decay: Schedulable;
  /** In place of `decay`. */
  readonly halfLife?: Schedulable;
  /** What `halfLife` counts. */
  readonly counter?: 'generatorSteps' | 'images';
  readonly rampUp: number;
  readonly startIteration: number;
}

/** A component that is due every so many iterations or steps. */
export interface Recurring<T> extends Named<T> {
  readonly every: number;
}

export interface OpenedMetric extends Recurring<Metric> {
  /** Which classes its samples are of, where the generator takes classes. */
  readonly classes: ClassDraw;
  /** What it will measure; asked once. */
  measures(): readonly MeasuredName[];
}

/** A logger before it is opened: that takes a folder. */
export interface NamedLogger extends Omit<Recurring<Logger>, 'value' | 'moving'> {
  open(context: LoggerContext): Logger;
}

/** The rules of `stop:`. */
export type RuleTree =
  | Named<StoppingRule>
  | { readonly combine: 'any' | 'all'; readonly of: readonly RuleTree[] };

/** Components that may keep state from call to call, so that every beginning of training needs its own. */
export interface SessionComponents {
  readonly balance: Named<BalancePolicy>;
  readonly rules: RuleTree;
  readonly metrics: readonly OpenedMetric[];
  readonly callbacks: readonly Recurring<Callback>[];
}

/** A component that could not be made. */
export interface Failure {
  /** Its path in the spec. */
  readonly place: string;
  /** An `OptionsError` where its options do not go together, else what it threw as an error of its plugin. */
  readonly error: unknown;
}

/**
 * An experiment between its spec and its training: what its data is, and all its components, each made once. The checks
 * ask it, and the engine builds from it. Layers are not here: networks make them, one for each network that they are in.
 */
export interface OpenedExperiment {
  /** Resolved: composed, validated, defaults filled in. */
  readonly spec: ExperimentSpec;
  /** What of it may be written down. */
  readonly stored: StoredForm;
  readonly registry: Registry;
  /** Folder that relative paths in options are resolved against: the spec's. */
  readonly directory: string;
  readonly info: DatasetInfo;
  /** Every component of the spec, nested ones after the one that they stand in. */
  readonly used: readonly Used[];
  readonly conditioning: Named<Conditioning>;
  readonly loss: Named<Loss>;
  /** `scale` multiplies a penalty at the steps that it acts on. */
  readonly regularizers: readonly (Recurring<Regularizer> & { readonly scale: number })[];
  readonly augmentations: readonly Named<Augmentation>[];
  readonly optimizers: { readonly generator: Named<Optimizer>; readonly discriminator: Named<Optimizer> };
  /** Undefined where no average is kept. */
  readonly ema: Named<Averaging> | undefined;
  readonly loggers: readonly NamedLogger[];
  /** To look at: what `takeForSession` gives when it is first called. */
  readonly forSession: SessionComponents;
  /**
   * For a session of training, which may change their state: those of `forSession` the first time, new ones after that. A
   * run that goes back to a checkpoint begins a session anew, and so does whoever trains a plan twice.
   */
  takeForSession(): SessionComponents;
  loadDataset(random: RandomSource): Promise<Dataset>;
  /** A feature extractor that a component's options name. */
  loadFeatures(own: { readonly type: string }): Promise<Features>;
  /** Makes all components and says which of them could not be. */
  failures(): readonly Failure[];
}
