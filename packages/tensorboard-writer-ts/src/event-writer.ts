import * as path from 'node:path';
import { describe, EventFileError } from './errors.js';
import { type EventFileLength, removeOtherEventFiles, truncateEventFiles } from './event-file.js';
import { type ImageSize, resolveImageSize } from './image-size.js';
import { type ValueMeta, writeMetadata } from './metadata.js';
import { type EventWriterOptions, optionError, type ResolvedOptions, resolveOptions } from './options.js';
import { encodeMessage, type RecordBuffer } from './record-buffer.js';
import { checkWallTime, RecordLog } from './record-log.js';
import { writeStringTensor } from './tensor.js';

export interface ResumeOptions extends EventWriterOptions {
  /** What `files()` returned when the checkpoint was made. */
  readonly truncate: readonly EventFileLength[];
  /**
   * What becomes of event files in `logDir` that `truncate` does not list but that this package wrote under the same
   * suffix: they are from after the checkpoint. `remove` (default) deletes them, `keep` leaves them.
   */
  readonly others?: 'remove' | 'keep';
  /** The last step that stays. A TensorBoard that is already running forgets what it read after it. Default 0. */
  readonly step?: number;
}

interface TagState {
  readonly plugin: string;
  /** The file (by count) that holds the tag's metadata; each file gets its own copy, so that files can be deleted. */
  generation: number;
  /** For scalars: the whole `Event.summary` field of a value without metadata; its last four bytes are the value. */
  template?: Uint8Array;
}

/**
 * Writes the event files of one run, for every page of TensorBoard.
 *
 * Calls are synchronous: they encode into a buffer and now and then append whole records to the file. A process that is
 * killed loses at most the buffer.
 *
 * Errors     EventFileError: TBW_TAG_INVALID, TBW_TAG_KIND (a tag used for two kinds), TBW_STEP_INVALID, TBW_TIME_INVALID,
 *            TBW_CLOSED and TBW_IO from any method; what else a method refuses is said there. After a refused call the
 *            writer is as before.
 */
export class EventWriter {
  private readonly options: ResolvedOptions;
  private readonly log: RecordLog;
  private readonly tags = new Map<string, TagState>();

  private constructor(options: ResolvedOptions, earlier: readonly EventFileLength[], startStep: number) {
    this.options = options;
    this.log = new RecordLog(options, earlier, startStep);
  }

  /** Opens a new event file in the run's folder. Files that are there stay, and show as earlier parts of the run. */
  static create(options: EventWriterOptions): EventWriter {
    return new EventWriter(resolveOptions(options), [], 0);
  }

  /**
   * Goes on with a run as it was at a checkpoint: cuts its files back to their stored lengths, removes later
   * ones and opens a new one.
   *
   * Errors     TBW_TRUNCATE_MISSING and TBW_TRUNCATE_SHORT when a file holds less than was stored; nothing is changed then.
   */
  static resume(options: ResumeOptions): EventWriter {
    const resolved = resolveOptions(options);
    const step = options.step ?? 0;
    if (!Number.isSafeInteger(step) || step < 0) throw optionError('step', step, 'a whole number, 0 or more');
    truncateEventFiles(resolved.logDir, options.truncate);
    if (options.others !== 'keep')
      removeOtherEventFiles(resolved.logDir, options.truncate, resolved.filenameSuffix);
    return new EventWriter(resolved, options.truncate, step + 1);
  }

  /** Folder of the run. */
  get logDir(): string {
    return path.resolve(this.options.logDir);
  }

  /** One point of a curve. Stored as float32; NaN and infinities are kept and shown as such. */
  scalar(tag: string, value: number, step: number, meta?: ValueMeta): void {
    if (typeof value !== 'number') throw valueError(tag, value, 'a number');
    const state = this.tags.get(tag);
    if (state?.template !== undefined && state.generation === this.log.prepare() && isStep(step)) {
      const { template } = state;
      this.log.append(this.wallTime(tag, meta), step, (out) => {
        out.raw(template);
        out.rawFloat(value);
      });
      return;
    }
    this.value(tag, 'scalars', undefined, step, meta, (out) => writeScalarTensor(out, value));
    this.tags.get(tag)!.template ??= encodeScalarTemplate(tag);
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
    const images = png instanceof Uint8Array ? [png] : png;
    if (!Array.isArray(images) || images.length === 0) throw valueError(tag, png, 'one image or more');
    const sizes = images.map((image) => resolveImageSize(image as Uint8Array, size, `image "${tag}"`));
    const { width, height } = sizes[0]!;
    this.value(tag, 'images', undefined, step, meta, (out) => {
      writeStringTensor(
        out,
        [2 + images.length],
        [String(width), String(height), ...(images as Uint8Array[])],
      );
    });
  }

  /** Markdown, shown on the Text page. */
  text(tag: string, markdown: string, step: number, meta?: ValueMeta): void {
    if (typeof markdown !== 'string') throw valueError(tag, markdown, 'a string');
    this.value(tag, 'text', undefined, step, meta, (out) => writeStringTensor(out, [], [markdown]));
  }

  /** A table on the Text page: rows of cells, each cell Markdown. An array of strings makes one column. */
  table(
    tag: string,
    rows: readonly string[] | readonly (readonly string[])[],
    step: number,
    meta?: ValueMeta,
  ): void {
    const cells = rows.flat() as unknown[];
    const columns = Array.isArray(rows[0]) ? rows[0].length : undefined;
    const regular = rows.every((row) =>
      columns === undefined ? typeof row === 'string' : row.length === columns,
    );
    if (cells.length === 0 || !regular || !cells.every((cell) => typeof cell === 'string')) {
      throw valueError(tag, rows, 'rows of equally many strings, at least one');
    }
    const shape = columns === undefined ? [rows.length] : [rows.length, columns];
    this.value(tag, 'text', undefined, step, meta, (out) => writeStringTensor(out, shape, cells as string[]));
  }

  /**
   * Flushes and returns the length of every event file of the run, to be stored in a checkpoint and given to `resume`.
   *
   * Params     sync (default true) waits until the bytes are on the disk, so that they outlive a power cut as well.
   */
  files(options: { readonly sync?: boolean } = {}): EventFileLength[] {
    return this.log.lengths(options.sync ?? true);
  }

  /** Appends what is buffered to the file. */
  flush(): void {
    this.log.flush();
  }

  /** Flushes and closes the file. Closing twice is fine; writing afterwards is refused. */
  close(): void {
    this.log.close();
  }

  /** Appends one summary value; `tensor` writes its value field. */
  private value(
    tag: string,
    plugin: string,
    content: Uint8Array | undefined,
    step: number,
    meta: ValueMeta | undefined,
    tensor: (out: RecordBuffer) => void,
  ): void {
    checkTag(tag);
    if (!isStep(step)) {
      throw new EventFileError('TBW_STEP_INVALID', {
        place: `step of "${tag}"`,
        seen: describe(step),
        expected: 'a whole number from 0 to 2^53 - 1',
      });
    }
    const known = this.tags.get(tag);
    if (known !== undefined && known.plugin !== plugin) {
      throw new EventFileError('TBW_TAG_KIND', {
        place: `tag "${tag}"`,
        seen: `a value for "${plugin}"`,
        expected: `one for "${known.plugin}", as the tag's first value in this run`,
        fix: 'TensorBoard shows one kind of value per tag; use another tag.',
      });
    }
    const wallTime = this.wallTime(tag, meta);
    const generation = this.log.prepare();
    const first = known?.generation !== generation;
    this.log.append(wallTime, step, (out) => {
      out.message(5, () =>
        out.message(1, () => {
          out.string(1, tag);
          tensor(out);
          if (first) writeMetadata(out, plugin, content, meta);
        }),
      );
    });
    if (known === undefined) this.tags.set(tag, { plugin, generation });
    else known.generation = generation;
  }

  private wallTime(tag: string, meta: ValueMeta | undefined): number {
    return meta?.wallTime === undefined
      ? this.log.now()
      : checkWallTime(meta.wallTime, `wall time of "${tag}"`);
  }
}

/** A rank-0 float32 tensor; RustBoard drops float64 and shape [1] without a word. */
function writeScalarTensor(out: RecordBuffer, value: number): void {
  out.message(8, () => {
    out.uint(1, 1);
    out.message(2, () => {});
    out.message(5, () => out.rawFloat(value));
  });
}

function encodeScalarTemplate(tag: string): Uint8Array {
  const whole = encodeMessage((out) =>
    out.message(5, () =>
      out.message(1, () => {
        out.string(1, tag);
        writeScalarTensor(out, 0);
      }),
    ),
  );
  return whole.subarray(0, whole.length - 4);
}

function isStep(step: unknown): boolean {
  return Number.isSafeInteger(step) && (step as number) >= 0;
}

function checkTag(tag: unknown): void {
  if (typeof tag === 'string' && tag !== '' && !/[\p{Cc}\p{Cs}]/u.test(tag)) return;
  throw new EventFileError('TBW_TAG_INVALID', {
    place: 'tag',
    seen: describe(tag),
    expected: 'a non-empty string of well-formed Unicode without control characters',
  });
}

function valueError(tag: string, seen: unknown, expected: string): EventFileError {
  return new EventFileError('TBW_VALUE_INVALID', {
    place: `value of "${tag}"`,
    seen: describe(seen),
    expected,
  });
}
