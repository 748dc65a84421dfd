/** A protobuf that cannot be read; `position` counts from the start of the bytes given. */
export class MalformedMessage extends Error {
  readonly position: number;
  constructor(position: number, message: string) {
    super(message);
    this.position = position;
  }
}

/** One field of a protobuf message: a varint, or the place of its four, eight or length-delimited bytes. */
export interface WireField {
  readonly field: number;
  readonly type: number;
  /** The number of a varint field, unsigned; 0 for the others. */
  readonly bits: bigint;
  /** The part of the input that holds the value. */
  readonly start: number;
  readonly end: number;
}

/** Reads varints from `bytes` up to `end`. */
export class VarintCursor {
  position: number;
  private readonly bytes: Uint8Array;
  private readonly end: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** The next number, as unsigned 64 bits. */
  next(): bigint {
    let low = 0;
    let high = 0n;
    for (let i = 0; i < 10; i++) {
      if (this.position >= this.end) throw new MalformedMessage(this.position, 'a number that is cut off');
      const byte = this.bytes[this.position++]!;
      if (i < 4) low |= (byte & 0x7f) << (7 * i);
      else high |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return high === 0n ? BigInt(low) : BigInt.asUintN(64, BigInt(low) | high);
    }
    throw new MalformedMessage(this.position, 'a number of more than ten bytes');
  }
}

/**
 * Walks the fields of the message in `bytes[start, end)`. Never reads outside, never allocates by a length that it read.
 */
export function* wireFields(bytes: Uint8Array, start: number, end: number): Generator<WireField> {
  const cursor = new VarintCursor(bytes, start, end);
  while (cursor.position < end) {
    const keyAt = cursor.position;
    const key = cursor.next();
    const field = Number(key >> 3n);
    const type = Number(key & 7n);
    if (field === 0 || field > 0x1fffffff) throw new MalformedMessage(keyAt, `field number ${field}`);
    const valueAt = cursor.position;
    if (type === 0) {
      const bits = cursor.next();
      yield { field, type, bits, start: valueAt, end: cursor.position };
      continue;
    }
    let size: bigint;
    if (type === 2) size = cursor.next();
    else if (type === 1) size = 8n;
    else if (type === 5) size = 4n;
    else throw new MalformedMessage(keyAt, `field ${field} of wire type ${type}`);
    const from = cursor.position;
    if (size > BigInt(end - from)) {
      throw new MalformedMessage(valueAt, `field ${field} with ${size} bytes where ${end - from} are left`);
    }
    cursor.position = from + Number(size);
    yield { field, type, bits: 0n, start: from, end: cursor.position };
  }
}
