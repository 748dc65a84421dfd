import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { RandomSource } from './random.js';

/** What is known of a dataset without loading its examples. */
export interface DatasetInfo {
  /** Shape of one example: [H,W,C] for images, [D] for points. */
  readonly shape: readonly number[];
  /** Images are stored as bytes and scaled to the spec's `data.range` inside the step; points are used as they are. */
  readonly dtype: 'uint8' | 'float32';
  readonly size: number;
  readonly heldOutSize?: number;
  readonly classes?: number;
  readonly classNames?: readonly string[];
  /** The true modes, where the dataset knows them. */
  readonly mixture?: Mixture;
}

/** An equal mixture of isotropic Gaussians. */
export interface Mixture {
  readonly centers: readonly (readonly number[])[];
  readonly deviation: number;
}

export interface Split {
  readonly size: number;
  /** Writes the examples at `indices`, one after the other, row-major, into `target`. */
  read(indices: Int32Array, target: Uint8Array | Float32Array): void;
  /** Class of each example, in index order. */
  readonly labels?: Uint8Array | Int32Array;
}

export interface Dataset {
  readonly info: DatasetInfo;
  readonly train: Split;
  readonly heldOut?: Split;
  /** sha256 over what the examples are made from; goes into the manifest and beside metrics. */
  readonly fingerprint: string;
  /**
   * The examples are drawn by the run's seed, so that runs with other seeds have another fingerprint though they learn the same
   * distribution. Recorded beside the fingerprint.
   */
  readonly drawn?: boolean;
}

export interface DatasetContext {
  /** Folder that relative paths in options are resolved against: the spec's. */
  readonly directory: string;
  readonly random: RandomSource;
}

export interface DatasetDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** Reads headers only, so that `ganx check` is quick. Throws a coded error for missing or corrupt files. */
  describe(options: OptionsOf<S>, context: DatasetContext): Promise<DatasetInfo>;
  load(options: OptionsOf<S>, context: DatasetContext): Promise<Dataset>;
}

export interface DatasetComponent
  extends Component<'dataset'>,
    Pick<DatasetDefinition<OptionsSchema>, 'describe' | 'load'> {}

/** A source of examples for `data:`. */
export function defineDataset<const S extends OptionsSchema | undefined = undefined>(
  definition: DatasetDefinition<S>,
): Defined<DatasetComponent, DatasetDefinition<S>, 'describe' | 'load'> {
  return { kind: 'dataset', ...definition } as never;
}
