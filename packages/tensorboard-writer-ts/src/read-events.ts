import { decodeEvent } from './decode-event.js';
import type { Event } from './event.js';
import { HEADER_BYTES, type ReadOptions, type Record, readError, readRecords } from './read-records.js';
import { MalformedMessage } from './wire-reader.js';

/**
 * The records of an event file, one after another, each checked against both of its checksums. A file is read in pieces;
 * memory is bounded by the longest record.
 *
 * Params     source is a path, or the bytes of a file
 * Errors     EventFileError with the offset of the record: TBW_READ_TORN, TBW_READ_LENGTH_CHECKSUM,
 *            TBW_READ_DATA_CHECKSUM, TBW_READ_TOO_LARGE, TBW_READ_MALFORMED; TBW_IO when the file cannot be read.
 */
export function* readEvents(
  source: string | Uint8Array,
  options: ReadOptions = {},
): Generator<Event, void, undefined> {
  for (const record of readRecords(source, options))
    yield { offset: record.offset, end: record.end, ...decoded(record, decodeEvent) };
}

/**
 * What `decode` makes of a record's data.
 *
 * Errors     TBW_READ_MALFORMED with the offset in the file of what it cannot read
 */
export function decoded<T>({ data, name, offset }: Record, decode: (data: Uint8Array) => T): T {
  try {
    return decode(data);
  } catch (cause) {
    if (!(cause instanceof MalformedMessage)) throw cause;
    const at = offset + HEADER_BYTES + cause.position;
    throw readError('TBW_READ_MALFORMED', name, at, 'an Event message', cause.message, cause);
  }
}
