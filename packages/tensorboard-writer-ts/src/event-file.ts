import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { describe, EventFileError } from './errors.js';

/** Matches the names that TensorBoard's own writers give: seconds, then anything. */
const EVENT_FILE_NAME = /^events\.out\.tfevents\.(\d+)\./;

/** The names that we give, without the suffix. */
const OWN_FILE_NAME = /^events\.out\.tfevents\.\d+\.[\w-]+\.\d+\.\d+$/;

let filesOpened = 0;

/**
 * An append-only event file that only ever grows by whole records.
 *
 * A write that fails half way (a full disk) is cut back to the last record boundary, so that the bytes on disk stay
 * readable and the same records can be tried again.
 */
export class EventFile {
  /** Name within its folder. */
  readonly name: string;
  readonly path: string;
  /** Bytes of whole records in the file. */
  size = 0;
  private readonly fd: number;

  private constructor(folder: string, name: string, fd: number) {
    this.name = name;
    this.path = path.join(folder, name);
    this.fd = fd;
  }

  /** Makes a new file whose name sorts after every event file that is in `folder`. */
  static open(folder: string, seconds: number, suffix: string): EventFile {
    try {
      fs.mkdirSync(folder, { recursive: true });
      const host = os.hostname().replace(/[^\w-]/g, '-') || 'localhost';
      let stamp = Math.floor(seconds);
      for (const other of listEventFiles(folder)) {
        stamp = Math.max(stamp, Number(EVENT_FILE_NAME.exec(path.basename(other))?.[1] ?? 0) + 1);
      }
      for (; ; stamp++) {
        const padded = String(stamp).padStart(10, '0');
        const name = `events.out.tfevents.${padded}.${host}.${process.pid}.${filesOpened++}${suffix}`;
        try {
          return new EventFile(folder, name, fs.openSync(path.join(folder, name), 'ax'));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        }
      }
    } catch (cause) {
      throw ioError(folder, 'a folder where files can be made', cause);
    }
  }

  /** Appends bytes that are whole records. */
  append(bytes: Uint8Array): void {
    let done = 0;
    try {
      while (done < bytes.length) done += fs.writeSync(this.fd, bytes, done, bytes.length - done);
    } catch (cause) {
      try {
        fs.ftruncateSync(this.fd, this.size);
      } catch {
        // The first failure is the one to report; a reader stops before the torn record.
      }
      throw ioError(this.path, 'the records to be written', cause);
    }
    this.size += bytes.length;
  }

  sync(): void {
    try {
      fs.fsyncSync(this.fd);
    } catch (cause) {
      throw ioError(this.path, 'the file to be synced to disk', cause);
    }
  }

  close(): void {
    fs.closeSync(this.fd);
  }
}

/** Paths of the event files in a folder (not in its subfolders), in the order in which TensorBoard reads them. */
export function listEventFiles(folder: string): string[] {
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw ioError(folder, 'a readable folder', cause);
  }
  return entries
    .filter((entry) => entry.isFile() && entry.name.includes('tfevents'))
    .map((entry) => entry.name)
    .sort()
    .map((name) => path.join(folder, name));
}

/** An event file of a run and how many of its bytes are whole, written records. */
export interface EventFileLength {
  /** Path relative to the log folder, with forward slashes. */
  readonly file: string;
  readonly bytes: number;
}

/**
 * Cuts files back to stored lengths. All are looked at before the first is changed.
 *
 * Errors     TBW_OPTION_INVALID for a path that leaves the folder, TBW_TRUNCATE_MISSING, TBW_TRUNCATE_SHORT.
 */
export function truncateEventFiles(folder: string, lengths: readonly EventFileLength[]): void {
  const targets = lengths.map(({ file, bytes }) => {
    const place = `truncate entry ${describe(file)}`;
    const inside =
      typeof file === 'string' &&
      file !== '' &&
      !path.isAbsolute(file) &&
      !file.split(/[\\/]/).includes('..');
    if (!inside) {
      throw new EventFileError('TBW_OPTION_INVALID', {
        place,
        seen: describe(file),
        expected: 'a path below the log folder, as files() gave it',
      });
    }
    if (!Number.isSafeInteger(bytes) || bytes < 0) {
      throw new EventFileError('TBW_OPTION_INVALID', {
        place,
        seen: `${describe(bytes)} bytes`,
        expected: 'a whole number of bytes, as files() gave it',
      });
    }
    const target = path.join(folder, file);
    const size = fs.statSync(target, { throwIfNoEntry: false })?.size;
    if (size === undefined) {
      throw new EventFileError('TBW_TRUNCATE_MISSING', {
        place: target,
        seen: 'no such file',
        expected: `an event file of at least ${bytes} bytes`,
        fix: 'Restore the file, or leave it out of `truncate` to resume without its points.',
      });
    }
    if (size < bytes) {
      throw new EventFileError('TBW_TRUNCATE_SHORT', {
        place: target,
        seen: `${size} bytes`,
        expected: `at least the ${bytes} bytes stored with the checkpoint`,
        fix: 'It lost data after the checkpoint was made; give its present length in `truncate` to go on with what is left.',
      });
    }
    return { target, bytes, size };
  });
  for (const { target, bytes, size } of targets) {
    if (size === bytes) continue;
    try {
      fs.truncateSync(target, bytes);
    } catch (cause) {
      throw ioError(target, 'a file that can be truncated', cause);
    }
  }
}

/**
 * Removes event files that `keep` does not list, of the form that this package writes with the given suffix: what a run
 * wrote after the checkpoint that it goes back to. Other programs' files and subfolders are left alone.
 */
export function removeOtherEventFiles(
  folder: string,
  keep: readonly EventFileLength[],
  suffix: string,
): void {
  if (!fs.existsSync(folder)) return;
  const kept = new Set(keep.map(({ file }) => path.resolve(folder, file)));
  for (const file of listEventFiles(folder)) {
    const name = path.basename(file);
    const ours = name.endsWith(suffix) && OWN_FILE_NAME.test(name.slice(0, name.length - suffix.length));
    if (!ours || kept.has(path.resolve(file))) continue;
    try {
      fs.rmSync(file);
    } catch (cause) {
      throw ioError(file, 'a file that can be removed', cause);
    }
  }
}

export function ioError(place: string, expected: string, cause: unknown): EventFileError {
  if (cause instanceof EventFileError) return cause;
  return new EventFileError('TBW_IO', {
    place,
    seen: cause instanceof Error ? cause.message : String(cause),
    expected,
    cause,
  });
}
