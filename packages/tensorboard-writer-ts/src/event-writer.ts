import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { type AudioClip, summarizeAudio } from './audio.js';
import { CUSTOM_SCALARS_TAG, type CustomScalarsLayout, summarizeCustomScalars } from './custom-scalars.js';
import { type EventFileLength, removeOtherEventFiles, truncateEventFiles } from './event-file.js';
import {
  checkBuckets,
  checkCounts,
  countHistogram,
  type HistogramCounts,
  type HistogramOptions,
  summarizeHistogram,
} from './histogram.js';
import {
  type HParamStatus,
  type HParamsOptions,
  type HParamValue,
  SESSION_END_TAG,
  SESSION_START_TAG,
  summarizeHparams,
  summarizeHparamsEnd,
} from './hparams.js';
import { summarizeImages } from './image.js';
import { type ImageGridOptions, layOutGrid } from './image-grid.js';
import type { ImageSize } from './image-size.js';
import { summarizeLayerGraph } from './layer-graph.js';
import { type Mesh, summarizeMesh } from './mesh.js';
import type { ValueMeta } from './metadata.js';
import { encodeModelGraph, type ModelGraphOptions } from './model-graph.js';
import { type EventWriterOptions, optionError, type ResolvedOptions, resolveOptions } from './options.js';
import { encodePng } from './png.js';
import { type PrCurveInput, summarizePrCurve } from './pr-curve.js';
import { type Embedding, type ProjectorOptions, writeProjectorFiles } from './projector.js';
import { RecordLog } from './record-log.js';
import { valueError } from './summary.js';
import { summarizeTable, summarizeText } from './text.js';
import { isStep, ValueLog } from './value-log.js';

export interface ResumeOptions extends EventWriterOptions {
  /** What `files()` returned when the checkpoint was made. */
  readonly truncate: readonly EventFileLength[];
  /**
   * What becomes of event files in `logDir` and in its sub-runs, once those are opened again, that `truncate` does not list but that this package wrote under the same
   * suffix: they are from after the checkpoint. `remove` (default) deletes them, `keep` leaves them.
   */
  readonly others?: 'remove' | 'keep';
  /** The last step that stays. A TensorBoard that is already running forgets what it read after it. Default 0. */
  readonly step?: number;
}

/**
 * Writes the event files of one run, for every page of TensorBoard.
 *
 * Calls are synchronous: they encode into a buffer and now and then append whole records to the file. A process that is
 * killed loses at most the buffer.
 *
 * Errors     EventFileError: TBW_TAG_INVALID, TBW_TAG_KIND (a tag used for two kinds), TBW_STEP_INVALID, TBW_TIME_INVALID,
 *            TBW_CLOSED and TBW_IO from any method; what else a method refuses is said there. After a refused call the
 *            writer is as before; after TBW_IO the records stay in the buffer, and the next flush tries again.
 */
export class EventWriter {
  private readonly options: ResolvedOptions;
  private readonly startStep: number | undefined;
  private readonly removeOthers: boolean;
  private readonly log: RecordLog;
  private readonly values: ValueLog;
  private readonly subRuns = new Map<string, EventWriter>();
  /** Stored files of sub-runs that were not opened again yet. */
  private dormant: readonly EventFileLength[];
  private layouts = 0;
  private hasGraph = false;

  private constructor(
    options: ResolvedOptions,
    earlier: readonly EventFileLength[],
    startStep: number | undefined,
    removeOthers: boolean,
  ) {
    this.options = options;
    this.startStep = startStep;
    this.removeOthers = removeOthers;
    this.dormant = earlier.filter(({ file }) => file.includes('/'));
    this.log = new RecordLog(
      options,
      earlier.filter(({ file }) => !file.includes('/')),
      startStep,
    );
    this.values = new ValueLog(this.log);
  }

  /** Opens a new event file in the run's folder. Files that are there stay, and show as earlier parts of the run. */
  static create(options: EventWriterOptions): EventWriter {
    return new EventWriter(resolveOptions(options), [], undefined, false);
  }

  /**
   * Goes on with a run as it was at a checkpoint: cuts its files back to their stored lengths, removes later ones and
   * opens a new one. So a run that was killed any number of times leaves the files of one that never was.
   *
   * Errors     TBW_TRUNCATE_MISSING and TBW_TRUNCATE_SHORT when a file holds less than was stored; nothing is changed then.
   */
  static resume(options: ResumeOptions): EventWriter {
    const resolved = resolveOptions(options);
    const step = options.step ?? 0;
    if (!isStep(step) || step === Number.MAX_SAFE_INTEGER)
      throw optionError('step', step, 'a whole number, 0 or more');
    const removeOthers = options.others !== 'keep';
    truncateEventFiles(resolved.logDir, options.truncate);
    if (removeOthers) removeOtherEventFiles(resolved.logDir, options.truncate, resolved.filenameSuffix);
    return new EventWriter(resolved, options.truncate, step + 1, removeOthers);
  }

  /** Folder of the run. */
  get logDir(): string {
    return path.resolve(this.options.logDir);
  }

  /** One point of a curve. Stored as float32; NaN and infinities are kept and shown as such. */
  scalar(tag: string, value: number, step: number, meta?: ValueMeta): void {
    if (typeof value !== 'number') throw valueError(`value of "${tag}"`, value, 'a number');
    this.values.scalar(tag, value, step, meta);
  }

  /**
   * Points of several curves in one chart: the curve `name` is the tag in the sub-run of that name.
   *
   * Params     values by name: `scalars('loss', { train: 0.5, test: 0.75 }, step)`
   */
  scalars(tag: string, values: Readonly<Record<string, number>>, step: number, meta?: ValueMeta): void {
    for (const [name, value] of Object.entries(values)) this.subRun(name).scalar(tag, value, step, meta);
  }

  /**
   * One encoded image, or several shown side by side as samples of the tag. A PNG's size may be left out (`{}`).
   *
   * Errors     TBW_IMAGE_INVALID when the bytes are no image or not of the size stated.
   */
  image(
    tag: string,
    png: Uint8Array | readonly Uint8Array[],
    size: Partial<ImageSize>,
    step: number,
    meta?: ValueMeta,
  ): void {
    this.values.write(tag, summarizeImages(tag, png, size), step, meta);
  }

  /**
   * Images of one size laid out in rows as one picture, encoded as PNG.
   *
   * Params     pixels is [N, height, width, channels] flat: bytes as they are, other numbers by `range`
   */
  imageGrid(
    tag: string,
    pixels: Uint8Array | Float32Array | Float64Array | readonly number[],
    options: ImageGridOptions,
    step: number,
    meta?: ValueMeta,
  ): void {
    const grid = layOutGrid(`image grid "${tag}"`, pixels, options);
    const png = encodePng(grid.pixels, {
      ...grid,
      ...(options.level === undefined ? {} : { level: options.level }),
    });
    this.image(tag, png, grid, step, meta);
  }

  /**
   * How values are spread, for the Histograms and the Distributions page, from the values or from buckets counted elsewhere. Returns how
   * many values were left out because they are NaN or infinite.
   */
  histogram(
    tag: string,
    values: ArrayLike<number> | HistogramCounts,
    step: number,
    meta?: ValueMeta & HistogramOptions,
  ): { readonly dropped: number } {
    if ('counts' in values) {
      this.values.write(tag, summarizeHistogram(checkCounts(`histogram "${tag}"`, values)), step, meta);
      return { dropped: 0 };
    }
    const buckets = checkBuckets(`buckets of "${tag}"`, meta?.buckets ?? 30);
    const { triples, dropped } = countHistogram(values, buckets);
    this.values.write(tag, summarizeHistogram(triples), step, meta);
    return { dropped };
  }

  /** Markdown, shown on the Text page. */
  text(tag: string, markdown: string, step: number, meta?: ValueMeta): void {
    this.values.write(tag, summarizeText(tag, markdown), step, meta);
  }

  /** A table on the Text page: rows of cells, each cell Markdown. An array of strings makes one column. */
  table(
    tag: string,
    rows: readonly string[] | readonly (readonly string[])[],
    step: number,
    meta?: ValueMeta,
  ): void {
    this.values.write(tag, summarizeTable(tag, rows), step, meta);
  }

  /**
   * The run's row on the HParams page. Its metrics are all of the run's scalars, each with its last value. Once per run:
   * TensorBoard keeps the first; after a resume it may be said again.
   */
  hparams(params: Readonly<Record<string, HParamValue>>, options: HParamsOptions & ValueMeta = {}): void {
    this.refuseSecond(SESSION_START_TAG, 'hyper-parameters');
    const now = this.values.wallTime('hparams', options);
    const group =
      options.group ?? createHash('sha256').update(`${this.logDir} ${now}`).digest('hex').slice(0, 32);
    this.values.write(SESSION_START_TAG, summarizeHparams(params, group, now), 0, { wallTime: now });
  }

  /** How the run ended. TensorBoard keeps the first end it meets, so say it once, at the true end. */
  hparamsEnd(status: HParamStatus, meta?: ValueMeta): void {
    this.refuseSecond(SESSION_END_TAG, 'end of the session');
    const now = this.values.wallTime('hparamsEnd', meta);
    this.values.write(SESSION_END_TAG, summarizeHparamsEnd(status, now), 0, { wallTime: now });
  }

  /** Which curves the Custom Scalars page shows together. A later layout replaces this run's earlier one. */
  customScalars(layout: CustomScalarsLayout): void {
    this.values.write(CUSTOM_SCALARS_TAG, summarizeCustomScalars(layout), this.layouts++, undefined);
  }

  /** A precision-recall curve: from scores with their labels, or from counts made elsewhere. */
  prCurve(tag: string, input: PrCurveInput, step: number, meta?: ValueMeta): void {
    const summary = summarizePrCurve(`PR curve "${tag}"`, input);
    this.values.write(tag, summary, step, { displayName: tag, ...meta });
  }

  /** A model's layers for the Graphs page, from its Keras JSON (`model.toJSON()` in TensorFlow.js), parsed or not. */
  layerGraph(tag: string, kerasModelJson: string | object, meta?: ValueMeta): void {
    this.values.write(tag, summarizeLayerGraph(`layer graph "${tag}"`, kerasModelJson), 0, meta);
  }

  /**
   * Models of a run as one graph, which the Graphs page opens with: each model a scope, each layer a node. Once per run, since
   * TensorBoard keeps one. Without it the page opens on an error, also where `layerGraph` gave it graphs to choose from.
   */
  modelGraph(
    models: Readonly<Record<string, string | object>>,
    options: ModelGraphOptions & Pick<ValueMeta, 'wallTime'> = {},
  ): void {
    if (this.hasGraph) throw valueError('model graph', 'a second one in this run', 'one');
    const graph = encodeModelGraph('model graph', models, options);
    const wallTime = this.values.wallTime('model graph', options);
    this.log.prepare();
    this.log.append(wallTime, 0, (out) => out.data(4, graph));
    this.hasGraph = true;
  }

  /** Points of the Projector page. A later call replaces all of them, or only those of the same names. These are files beside the event files. */
  projector(embeddings: readonly Embedding[], options: ProjectorOptions = {}): void {
    writeProjectorFiles(this.options.logDir, embeddings, options);
  }

  /** Sounds, from samples or WAV files. */
  audio(tag: string, clips: AudioClip | readonly AudioClip[], step: number, meta?: ValueMeta): void {
    const list = Array.isArray(clips) ? (clips as readonly AudioClip[]) : [clips as AudioClip];
    this.values.write(tag, summarizeAudio(`audio "${tag}"`, list), step, meta);
  }

  /** A three-dimensional mesh or point cloud. */
  mesh(tag: string, mesh: Mesh, step: number, meta?: ValueMeta): void {
    for (const part of summarizeMesh(`mesh "${tag}"`, tag, mesh))
      this.values.write(part.tag, part.summary, step, meta);
  }

  /**
   * A run below this one, in a folder of that name; the same writer for the same name. TensorBoard shows it as a run of
   * its own, so that one tag can have several curves in a chart. `files`, `flush` and `close` of this writer include it.
   */
  subRun(name: string): EventWriter {
    if (typeof name !== 'string' || name === '' || /^\.+$|[\\/\p{Cc}]/u.test(name)) {
      throw optionError('sub-run', name, 'the name of a folder');
    }
    const known = this.subRuns.get(name);
    if (known !== undefined) return known;
    const prefix = `${name}/`;
    const inside = this.dormant.filter(({ file }) => file.startsWith(prefix));
    const earlier = inside.map(({ file, bytes }) => ({ file: file.slice(prefix.length), bytes }));
    const options = { ...this.options, logDir: path.join(this.options.logDir, name) };
    if (this.removeOthers) removeOtherEventFiles(options.logDir, earlier, options.filenameSuffix);
    const subRun = new EventWriter(options, earlier, this.startStep, this.removeOthers);
    this.subRuns.set(name, subRun);
    this.dormant = this.dormant.filter((entry) => !inside.includes(entry));
    return subRun;
  }

  /**
   * Flushes and returns the length of every event file of the run, to be stored in a checkpoint and given to `resume`.
   *
   * Params     sync (default true) waits until the bytes are on the disk, so that they outlive a power cut as well.
   */
  files(options: { readonly sync?: boolean } = {}): EventFileLength[] {
    const sync = options.sync ?? true;
    const below = [...this.subRuns].flatMap(([name, subRun]) =>
      subRun.files({ sync }).map(({ file, bytes }) => ({ file: `${name}/${file}`, bytes })),
    );
    return [...this.log.lengths(sync), ...this.dormant, ...below];
  }

  /** Appends what is buffered to the file. */
  flush(): void {
    this.log.flush();
    for (const subRun of this.subRuns.values()) subRun.flush();
  }

  /** Flushes and closes the file. Closing twice is fine; writing afterwards is refused. */
  close(): void {
    try {
      for (const subRun of this.subRuns.values()) subRun.close();
    } finally {
      this.log.close();
    }
  }

  private refuseSecond(tag: string, what: string): void {
    if (this.values.has(tag)) throw valueError(what, 'a second one in this run', 'one');
  }
}
