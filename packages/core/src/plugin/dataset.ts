import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { RandomSource } from './random.js';

/** What is known of a dataset without loading its examples. */
export interface DatasetInfo {
  /** Shape of one example: [H,W,C] for images, [D] for points. */
  readonly shape: readonly number[];
  /** Bytes are scaled to the spec's `data.range` inside the step; floats are used as they are. */
  readonly dtype: 'uint8' | 'float32';
  /**
   * Images of floats: the range that their values lie in, as they are. What the generator's last layer must reach, and what
   * pictures, metrics and exports take for black and white. Left out: the framework loads the examples and fits it.
   */
  readonly range?: readonly [number, number];
  /** Filled in by the framework where a dataset of such images leaves out `range`. */
  readonly fittedRange?: readonly [number, number];
  readonly size: number;
  readonly heldOutSize?: number;
  readonly classes?: number;
  readonly classNames?: readonly string[];
  /**
   * Training examples of each class. `ganx check` names the classes that have none; where this is left out it has to load
   * the dataset to know.
   */
  readonly examplesPerClass?: readonly number[];
  /** Where some class has none: what to change in the spec, as a sentence. */
  readonly emptyClassesMend?: string;
  /** Bytes that the examples take once loaded; left out: all of them, as values of `dtype`. */
  readonly memory?: number;
  /** The true modes, where the dataset knows them. */
  readonly mixture?: Mixture;
}

/** An equal mixture of isotropic Gaussians. */
export interface Mixture {
  readonly centers: readonly (readonly number[])[];
  readonly deviation: number;
}

/** Examples to learn from or to measure by. They are read in any order, repeatedly, and are the same at each time. */
export interface Split {
  readonly size: number;
  /**
   * Writes the examples at `indices`, one after the other, row-major, into `target`, which holds exactly these: bytes where
   * the dataset says `uint8`, else floats. Called for each batch, so it copies and computes little.
   */
  read(indices: Int32Array, target: Uint8Array | Float32Array): void;
  /** Class of each example, in index order. */
  readonly labels?: Uint8Array | Int32Array;
}

/** A dataset in memory, or as good as. */
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

/** What a dataset is described and loaded with. */
export interface DatasetContext {
  /** Folder that relative paths in options are resolved against: the spec's. */
  readonly directory: string;
  /** For data that are drawn: streams of the run's seed. A stream of its own for each split keeps their sizes independent. */
  readonly random: RandomSource;
}

/** What `defineDataset` takes. */
export interface DatasetDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /**
   * What `load` will give, without loading it. Reads names and headers only, so that `ganx check` is quick. Throws a
   * `DataError` for missing or corrupt files; the check shows it at `data:`.
   */
  describe(options: OptionsOf<S>, context: DatasetContext): Promise<DatasetInfo>;
  /** Called once per run. The same options, files and seed give the same examples, labels and fingerprint. */
  load(options: OptionsOf<S>, context: DatasetContext): Promise<Dataset>;
}

/** As the registry keeps it. */
export interface DatasetComponent
  extends Component<'dataset'>,
    Pick<DatasetDefinition<OptionsSchema>, 'describe' | 'load'> {}

/**
 * A source of examples for `data:`; batches, scaling, augmentation and order are the framework's.
 *
 * ```ts
 * import { createHash } from 'node:crypto';
 * import { type DatasetInfo, defineDataset } from '@ganx/core/plugin';
 *
 * const info: DatasetInfo = { shape: [2], dtype: 'float32', size: 5000 };
 *
 * export const square = defineDataset({
 *   type: 'square',
 *   description: 'Points drawn evenly from a square.',
 *   examples: [{ type: 'square' }],
 *   describe: async () => info,
 *   async load(_options, { random }) {
 *     const points = new Float32Array(2 * info.size);
 *     random.stream('train').uniform(points, -1, 1);
 *     return {
 *       info,
 *       train: {
 *         size: info.size,
 *         read: (indices, target) =>
 *           indices.forEach((index, i) => target.set(points.subarray(2 * index, 2 * index + 2), 2 * i)),
 *       },
 *       fingerprint: createHash('sha256').update(points).digest('hex'),
 *       drawn: true,
 *     };
 *   },
 * });
 * ```
 */
export function defineDataset<const S extends OptionsSchema | undefined = undefined>(
  definition: DatasetDefinition<S>,
): Defined<DatasetComponent, DatasetDefinition<S>, 'describe' | 'load'> {
  return { kind: 'dataset', ...definition } as never;
}
