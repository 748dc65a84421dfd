import { maskedCrc32c } from './crc32c.js';

const HEADER_BYTES = 12; // u64 length, u32 masked checksum of the length
const FOOTER_BYTES = 4; // u32 masked checksum of the data
const MAX_VARINT_BYTES = 8; // 53 bits

/**
 * A growing buffer of whole TFRecords, encoded in place.
 *
 * Messages are written forwards with one byte kept for their length; a longer length moves the body along. That costs
 * one `memmove` for bodies of 128 bytes and more and saves every intermediate array.
 */
export class RecordBuffer {
  bytes: Uint8Array;
  /** Bytes in use. Between records this is a record boundary. */
  length = 0;
  private view: DataView;

  constructor(capacity = 4096) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  clear(): void {
    this.length = 0;
  }

  /** Writes one record whose data `encode` appends. When `encode` throws, the buffer is as it was. */
  record(encode: (out: RecordBuffer) => void): void {
    const start = this.length;
    try {
      this.reserve(HEADER_BYTES);
      this.length += HEADER_BYTES;
      encode(this);
      const dataStart = start + HEADER_BYTES;
      const dataLength = this.length - dataStart;
      this.reserve(FOOTER_BYTES);
      this.view.setUint32(start, dataLength >>> 0, true);
      this.view.setUint32(start + 4, Math.floor(dataLength / 2 ** 32), true);
      this.view.setUint32(start + 8, maskedCrc32c(this.bytes, start, start + 8), true);
      this.view.setUint32(this.length, maskedCrc32c(this.bytes, dataStart, this.length), true);
      this.length += FOOTER_BYTES;
    } catch (error) {
      this.length = start;
      throw error;
    }
  }

  /** Varint of a whole number from 0 to 2^53 - 1. */
  varint(value: number): void {
    this.reserve(MAX_VARINT_BYTES);
    this.length = this.putVarint(this.length, value);
  }

  /** A varint field; left out when 0, as proto3 does. */
  uint(field: number, value: number): void {
    if (value === 0) return;
    this.varint(field << 3);
    this.varint(value);
  }

  /** A boolean field; written even when false, because oneofs need that. */
  bool(field: number, value: boolean): void {
    this.varint(field << 3);
    this.varint(value ? 1 : 0);
  }

  double(field: number, value: number): void {
    this.varint((field << 3) | 1);
    this.reserve(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** The bare four bytes of a float32, without a field number. */
  rawFloat(value: number): void {
    this.reserve(4);
    this.view.setFloat32(this.length, value, true);
    this.length += 4;
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A length-delimited field; written even when empty, because repeated fields and oneofs need that. */
  data(field: number, bytes: Uint8Array): void {
    this.varint((field << 3) | 2);
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** A string field; left out when empty unless `always`. */
  string(field: number, text: string, always = false): void {
    if (text === '' && !always) return;
    this.data(field, Buffer.from(text, 'utf8'));
  }

  message(field: number, body: (out: RecordBuffer) => void): void {
    this.varint((field << 3) | 2);
    this.reserve(1);
    const start = ++this.length;
    body(this);
    const size = this.length - start;
    const lengthBytes = varintBytes(size);
    if (lengthBytes > 1) {
      this.reserve(lengthBytes - 1);
      this.bytes.copyWithin(start + lengthBytes - 1, start, this.length);
    }
    this.putVarint(start - 1, size);
    this.length = start - 1 + lengthBytes + size;
  }

  /** Writes within the reserved bytes and returns where it ended. */
  private putVarint(position: number, value: number): number {
    let rest = value;
    while (rest >= 0x80) {
      this.bytes[position++] = (rest % 0x80) | 0x80;
      rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    this.bytes[position++] = rest;
    return position;
  }

  private reserve(extra: number): void {
    const needed = this.length + extra;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}

function varintBytes(value: number): number {
  let count = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) count++;
  return count;
}

/** Encodes a message on its own, for plugin contents and other nested bytes. */
export function encodeMessage(body: (out: RecordBuffer) => void): Uint8Array {
  const out = new RecordBuffer(256);
  body(out);
  return out.bytes.slice(0, out.length);
}
