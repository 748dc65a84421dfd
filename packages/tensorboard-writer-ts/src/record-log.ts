import { existsSync } from 'node:fs';
import { describe, EventFileError } from './errors.js';
import { EventFile, type EventFileLength, listEventFiles } from './event-file.js';
import { flushAtExit } from './flush-at-exit.js';
import type { ResolvedOptions } from './options.js';
import { RecordBuffer } from './record-buffer.js';

const FILE_VERSION = 'brain.Event:2';
const SOURCE_WRITER = 'tensorboard-writer-ts';
const SESSION_START = 1;

/** Setting a Node timer beyond this many milliseconds fires it at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The event files of one run: a buffer of whole records in front of the newest of them.
 *
 * A failed write leaves the records in the buffer and the error with the caller; the next flush tries again. A failure
 * of the timer's flush is kept and thrown by the next call.
 */
export class RecordLog {
  private generation = 0;
  private readonly options: ResolvedOptions;
  private readonly buffer: RecordBuffer;
  private readonly finished: EventFileLength[];
  private file: EventFile;
  private timer: NodeJS.Timeout | undefined;
  private flushAt = 0;
  private failure: unknown;
  private closed = false;
  private readonly forgetExit: () => void;

  /**
   * @param startStep steps from here on are void in earlier files; told to loaders that already read them. Undefined: nothing is void, and
   *                  nothing is told unless the folder has no event files yet
   */
  constructor(options: ResolvedOptions, earlier: readonly EventFileLength[], startStep: number | undefined) {
    this.options = options;
    this.finished = [...earlier];
    this.buffer = new RecordBuffer(
      Number.isFinite(options.flushBytes) ? Math.min(options.flushBytes, 65536) + 1024 : 65536,
    );
    const goesOn = hasEventFiles(options.logDir);
    this.file = this.open();
    // TensorBoard's Python loader forgets points at or after a START's step, from the second START of a run on.
    if (startStep !== undefined || !goesOn)
      this.append(this.now(), startStep ?? 0, (out) => out.message(7, () => out.uint(1, SESSION_START)));
    this.flush();
    this.forgetExit = flushAtExit(this);
  }

  /** The clock's time, refused when it is not finite: one such record makes TensorBoard drop the file. */
  now(): number {
    return checkWallTime(this.options.clock(), 'option "clock"');
  }

  /** Begins a new file when the newest is full; returns how many files were opened so far. */
  prepare(): number {
    this.check();
    if (this.file.size + this.buffer.length >= this.options.maxFileBytes) this.rollOver();
    return this.generation;
  }

  /** Buffers one event record. */
  append(wallTime: number, step: number, body: (out: RecordBuffer) => void): void {
    this.buffer.record((out) => {
      out.double(1, wallTime);
      out.uint(2, step);
      body(out);
    });
    if (this.buffer.length >= this.options.flushBytes) this.write();
    else if (this.timer === undefined) this.arm();
    else if (performance.now() >= this.flushAt) this.write(); // a program that never yields starves its timers
  }

  flush(): void {
    this.check();
    this.write();
  }

  /** Flushes and returns the byte length of every file of the run; with `sync` they have reached the disk. */
  lengths(sync: boolean): EventFileLength[] {
    this.flush();
    if (sync) this.file.sync();
    return [...this.finished, { file: this.file.name, bytes: this.file.size }];
  }

  close(): void {
    if (this.closed) return;
    try {
      this.write();
    } finally {
      this.closed = true;
      this.forgetExit();
      this.file.close();
    }
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.buffer.length === 0) return;
    this.file.append(this.buffer.bytes.subarray(0, this.buffer.length));
    this.buffer.clear();
  }

  private open(): EventFile {
    const wallTime = this.now();
    const file = EventFile.open(this.options.logDir, wallTime, this.options.filenameSuffix);
    this.generation++;
    this.buffer.record((out) => {
      out.double(1, wallTime);
      out.string(3, FILE_VERSION);
      out.message(10, () => out.string(1, SOURCE_WRITER));
    });
    return file;
  }

  private rollOver(): void {
    this.write();
    const full = this.file;
    full.sync();
    this.file = this.open();
    this.finished.push({ file: full.name, bytes: full.size });
    full.close();
  }

  private arm(): void {
    if (this.options.flushSeconds === Infinity) return;
    const waitMs = Math.min(this.options.flushSeconds * 1000, MAX_TIMER_MS);
    this.flushAt = performance.now() + waitMs;
    this.timer = setTimeout(() => {
      try {
        this.write();
      } catch (error) {
        this.failure = error;
      }
    }, waitMs).unref();
  }

  private check(): void {
    if (this.closed) {
      throw new EventFileError('TBW_CLOSED', {
        place: this.file.path,
        seen: 'a closed writer',
        expected: 'an open writer',
        fix: 'Resume the run with EventWriter.resume().',
      });
    }
    if (this.failure !== undefined) {
      const failure = this.failure;
      this.failure = undefined;
      throw failure;
    }
  }
}

function hasEventFiles(folder: string): boolean {
  return existsSync(folder) && listEventFiles(folder).length > 0;
}

export function checkWallTime(seconds: number, place: string): number {
  if (Number.isFinite(seconds)) return seconds;
  throw new EventFileError('TBW_TIME_INVALID', {
    place,
    seen: describe(seconds),
    expected: 'a finite number of seconds since 1970',
  });
}
