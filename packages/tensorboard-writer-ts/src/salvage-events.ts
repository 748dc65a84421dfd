import { EventFileError } from './errors.js';
import { listEventFiles } from './event-file.js';
import { resolveOptions } from './options.js';
import { decoded } from './read-events.js';
import { readRecords } from './read-records.js';
import type { RecordBuffer } from './record-buffer.js';
import { RecordLog } from './record-log.js';
import { type RawEvent, type RawValue, splitEvent } from './split-event.js';

export interface SalvageOptions {
  /** Folder of the run whose event files are read; they are left as they are. */
  readonly from: string;
  /** Folder for the new event file; made when missing. */
  readonly to: string;
  /** Values after this step are left out. Default `Infinity`. */
  readonly lastStep?: number;
}

export interface Salvaged {
  /** Event files that were read. */
  readonly files: number;
  /** Values that were copied, one for each tag and step. */
  readonly values: number;
  /** Values that were left out: later files hold newer ones, or they come after the last step. */
  readonly leftOut: number;
  /** Of each damaged file, where and why reading it ended. What lies behind is lost. */
  readonly damage: readonly EventFileError[];
}

/**
 * Copies what is whole and valid of a run's event files into one new file: for runs that were killed, whose files were damaged, or that
 * were resumed by a program that left the old points in place.
 *
 * Damage     a file is copied up to its first damaged record: nothing says where the next one begins
 * Validity   a file's values make void what earlier files hold of the same tag at those steps and later; so does its START event, for all
 *            tags, from its step on, if that is not 0
 * Kept       wall times, steps and values, to the byte. A value that becomes its tag's first gets the tag's metadata. A wall time that is
 *            not finite, for which TensorBoard would drop the file, becomes that of the event before
 * Errors     TBW_IO. Damage is no error; it is reported.
 */
export function salvageEvents({ from, to, lastStep = Infinity }: SalvageOptions): Salvaged {
  const files = listEventFiles(from);
  const surveys = files.map(survey);
  const validity = validityOf(surveys, lastStep);
  const writer = new SalvageLog(to);
  try {
    for (const [index, file] of files.entries()) {
      for (const event of wholeEvents(file)) writer.copy(event, validity[index]!);
    }
  } finally {
    writer.close();
  }
  const damage = surveys.flatMap(({ error }) => error ?? []);
  return { files: files.length, values: writer.values, leftOut: writer.leftOut, damage };
}

/** What of a file decides about the files before it. */
interface Survey {
  /** First step of each tag. */
  readonly firstSteps: ReadonlyMap<string, number>;
  readonly startStep: number;
  readonly error: EventFileError | undefined;
}

function survey(file: string): Survey {
  const firstSteps = new Map<string, number>();
  let startStep = Infinity;
  let error: EventFileError | undefined;
  for (const event of wholeEvents(file, (found) => (error = found))) {
    // At step 0 a program began or opened the folder once more; nobody means to throw all away by it.
    if (event.isStart && event.step > 0) startStep = Math.min(startStep, event.step);
    for (const { tag } of event.values) {
      firstSteps.set(tag, Math.min(firstSteps.get(tag) ?? Infinity, event.step));
    }
  }
  return { firstSteps, startStep, error };
}

type IsValid = (tag: string, step: number) => boolean;

/** For each file, which of its values the files after it leave valid. */
function validityOf(surveys: readonly Survey[], lastStep: number): IsValid[] {
  const firstSteps = new Map<string, number>();
  let startStep = Infinity;
  return surveys
    .toReversed()
    .map((own): IsValid => {
      const [later, start] = [new Map(firstSteps), startStep];
      for (const [tag, step] of own.firstSteps)
        firstSteps.set(tag, Math.min(firstSteps.get(tag) ?? Infinity, step));
      startStep = Math.min(startStep, own.startStep);
      return (tag, step) => step <= lastStep && step < start && step < (later.get(tag) ?? Infinity);
    })
    .reverse();
}

/** Events up to the first damaged record, which `onDamage` is told. */
function* wholeEvents(file: string, onDamage?: (error: EventFileError) => void): Generator<RawEvent> {
  try {
    for (const record of readRecords(file)) yield decoded(record, splitEvent);
  } catch (error) {
    if (!(error instanceof EventFileError) || error.code === 'TBW_IO') throw error;
    onDamage?.(error);
  }
}

/** The new event file. */
class SalvageLog {
  values = 0;
  leftOut = 0;
  private readonly folder: string;
  private readonly copied = new Set<string>();
  /** Metadata of tags of which no value was copied yet. */
  private readonly metadata = new Map<string, Uint8Array>();
  private log: RecordLog | undefined;
  private wallTime = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  copy(event: RawEvent, isValid: IsValid): void {
    if (Number.isFinite(event.wallTime)) this.wallTime = event.wallTime;
    const valid = event.values.filter((value) => isValid(value.tag, event.step));
    this.leftOut += event.values.length - valid.length;
    for (const { tag, metadata } of event.values) {
      if (metadata !== undefined && !this.copied.has(tag)) this.metadata.set(tag, metadata.slice());
    }
    if (valid.length === 0 && event.others.length === 0) return;
    const { wallTime } = this;
    this.log ??= new RecordLog(
      resolveOptions({ logDir: this.folder, flushSeconds: Infinity, clock: () => wallTime }),
      [],
      undefined,
    );
    this.log.append(wallTime, 0, (out) => {
      for (const field of event.others) out.raw(field);
      if (event.stepField !== undefined) out.raw(event.stepField);
      if (valid.length === 0) return;
      out.message(5, () => {
        for (const value of valid) this.copyValue(out, value);
      });
    });
    this.values += valid.length;
  }

  close(): void {
    this.log?.close();
  }

  private copyValue(out: RecordBuffer, { tag, bytes, metadata }: RawValue): void {
    out.message(1, () => {
      out.raw(bytes);
      const missing = metadata === undefined ? this.metadata.get(tag) : undefined;
      if (missing !== undefined) out.data(9, missing);
    });
    this.copied.add(tag);
    this.metadata.delete(tag);
  }
}
