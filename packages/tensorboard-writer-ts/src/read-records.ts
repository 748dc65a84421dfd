import * as fs from 'node:fs';
import { maskedCrc32c } from './crc32c.js';
import { EventFileError, type EventFileErrorCode } from './errors.js';
import { ioError } from './event-file.js';

export interface ReadOptions {
  /**
   * What to do when the file ends inside a record, as after a kill or while it is being written: `error` (default), or
   * `stop` as if the file ended before it. Damage anywhere else is an error in both.
   */
  readonly tornTail?: 'error' | 'stop';
  /** Longest record accepted, in bytes. Default 256 MiB. */
  readonly maxRecordBytes?: number;
}

export const HEADER_BYTES = 12;
const FOOTER_BYTES = 4;
const CHUNK_BYTES = 1 << 18;

/** A record whose checksums are good. */
export interface Record {
  /** Byte offset in its file. */
  readonly offset: number;
  /** Byte offset of the next record. */
  readonly end: number;
  /** Valid until the next record is asked for. */
  readonly data: Uint8Array;
  /** The file, for errors. */
  readonly name: string;
}

/** The records of a TFRecord file, whatever they hold; see `readEvents`. */
export function* readRecords(
  source: string | Uint8Array,
  options: ReadOptions = {},
): Generator<Record, void, undefined> {
  const maxRecordBytes = options.maxRecordBytes ?? 256 * 2 ** 20;
  const bytes = typeof source === 'string' ? openFile(source) : new MemoryBytes(source);
  try {
    let offset = 0;
    for (;;) {
      const header = bytes.take(offset, HEADER_BYTES);
      if (header.length === 0) return;
      const torn = (expected: string, seen: string): EventFileError | undefined =>
        options.tornTail === 'stop'
          ? undefined
          : readError('TBW_READ_TORN', bytes.name, offset, expected, seen);
      if (header.length < HEADER_BYTES) {
        const error = torn('a record header of 12 bytes', `${header.length} bytes and the end of the file`);
        if (error !== undefined) throw error;
        return;
      }
      const view = new DataView(header.buffer, header.byteOffset, HEADER_BYTES);
      if (view.getUint32(8, true) !== maskedCrc32c(header, 0, 8)) {
        throw readError(
          'TBW_READ_LENGTH_CHECKSUM',
          bytes.name,
          offset,
          'a length with its checksum',
          'another checksum',
        );
      }
      const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
      if (length > maxRecordBytes) {
        const expected = `a record of at most ${maxRecordBytes} bytes`;
        throw readError('TBW_READ_TOO_LARGE', bytes.name, offset, expected, `one of ${length} bytes`);
      }
      const body = bytes.take(offset + HEADER_BYTES, length + FOOTER_BYTES);
      if (body.length < length + FOOTER_BYTES) {
        const error = torn(`${length + FOOTER_BYTES} more bytes`, `${body.length} and the end of the file`);
        if (error !== undefined) throw error;
        return;
      }
      const data = body.subarray(0, length);
      const stored = new DataView(body.buffer, body.byteOffset + length, FOOTER_BYTES).getUint32(0, true);
      if (stored !== maskedCrc32c(data)) {
        throw readError(
          'TBW_READ_DATA_CHECKSUM',
          bytes.name,
          offset,
          'data with its checksum',
          'another checksum',
        );
      }
      const end = offset + HEADER_BYTES + length + FOOTER_BYTES;
      yield { offset, end, data, name: bytes.name };
      offset = end;
    }
  } finally {
    bytes.close();
  }
}

export function readError(
  code: EventFileErrorCode,
  place: string,
  offset: number,
  expected: string,
  seen: string,
  cause?: unknown,
): EventFileError {
  return new EventFileError(code, { place, offset, expected, seen, cause });
}

/** Bytes at an offset; fewer than asked for only where the source ends. Valid until the next call. */
interface ByteSource {
  readonly name: string;
  take(offset: number, count: number): Uint8Array;
  close(): void;
}

class MemoryBytes implements ByteSource {
  readonly name = 'the given bytes';
  private readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
  take(offset: number, count: number): Uint8Array {
    return this.bytes.subarray(offset, offset + count);
  }
  close(): void {}
}

function openFile(path: string): ByteSource {
  try {
    return new FileBytes(path, fs.openSync(path, 'r'));
  } catch (cause) {
    throw ioError(path, 'a readable file', cause);
  }
}

class FileBytes implements ByteSource {
  readonly name: string;
  private readonly fd: number;
  private chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  private chunkStart = 0;
  private chunkLength = 0;

  constructor(name: string, fd: number) {
    this.name = name;
    this.fd = fd;
  }

  take(offset: number, count: number): Uint8Array {
    const known = offset >= this.chunkStart && offset + count <= this.chunkStart + this.chunkLength;
    if (!known) this.load(offset, count);
    const from = offset - this.chunkStart;
    return this.chunk.subarray(from, Math.min(from + count, this.chunkLength));
  }

  close(): void {
    fs.closeSync(this.fd);
  }

  private load(offset: number, count: number): void {
    try {
      // A length is only believed as far as the file reaches, so that no header makes us allocate more than that.
      const left = Math.max(0, fs.fstatSync(this.fd).size - offset);
      const wanted = Math.min(Math.max(count, CHUNK_BYTES), left);
      if (wanted > this.chunk.length) this.chunk = Buffer.allocUnsafe(wanted);
      let done = 0;
      while (done < wanted) {
        const read = fs.readSync(this.fd, this.chunk, done, wanted - done, offset + done);
        if (read === 0) break;
        done += read;
      }
      this.chunkStart = offset;
      this.chunkLength = done;
    } catch (cause) {
      throw ioError(this.name, 'readable bytes', cause);
    }
  }
}
