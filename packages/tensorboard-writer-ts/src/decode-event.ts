import { readAudio, readHistogram, readImage } from './decode-old-values.js';
import type { Event, EventTensor, SummaryValue, ValueMetadata } from './event.js';
import { DType } from './tensor.js';
import { readFixed, readVarints, signed, text } from './wire-numbers.js';
import { MalformedMessage, type WireField, wireFields } from './wire-reader.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const SESSION_STATUS = ['unspecified', 'start', 'stop', 'checkpoint'] as const;

/** Decodes the data of one record, less its place in the file. Bytes in the result are copies. */
export function decodeEvent(data: Uint8Array): Omit<Event, 'offset' | 'end'> {
  // A Buffer's slice() is a view into memory that others share; a Uint8Array's is a copy.
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: SummaryValue[] = [];
  const event: Mutable<Omit<Event, 'offset' | 'end'>> = { wallTime: 0, step: 0, values };
  for (const part of wireFields(bytes, 0, bytes.length)) {
    if (part.field === 1 && part.type === 1) event.wallTime = view.getFloat64(part.start, true);
    else if (part.field === 2 && part.type === 0) event.step = signed(part);
    else if (part.type !== 2) continue;
    else if (part.field === 3) event.fileVersion = text(bytes, part);
    else if (part.field === 4) event.graphDef = bytes.slice(part.start, part.end);
    else if (part.field === 5) readSummary(bytes, view, part, values);
    else if (part.field === 7) event.sessionLog = readSessionLog(bytes, part);
    else if (part.field === 10) event.sourceWriter = readFirstText(bytes, part);
  }
  return event;
}

function readSummary(bytes: Uint8Array, view: DataView, summary: WireField, into: SummaryValue[]): void {
  for (const part of wireFields(bytes, summary.start, summary.end)) {
    if (part.field === 1 && part.type === 2) into.push(readValue(bytes, view, part));
  }
}

function readValue(bytes: Uint8Array, view: DataView, message: WireField): SummaryValue {
  const value: Mutable<SummaryValue> = { tag: '' };
  for (const part of wireFields(bytes, message.start, message.end)) {
    if (part.field === 1 && part.type === 2) value.tag = text(bytes, part);
    else if (part.field === 2 && part.type === 5) value.simpleValue = view.getFloat32(part.start, true);
    else if (part.type !== 2) continue;
    else if (part.field === 4) value.oldImage = readImage(bytes, part);
    else if (part.field === 5) value.oldHistogram = readHistogram(bytes, view, part);
    else if (part.field === 6) value.oldAudio = readAudio(bytes, view, part);
    else if (part.field === 8) value.tensor = readTensor(bytes, view, part);
    else if (part.field === 9) value.metadata = readMetadata(bytes, part);
  }
  return value;
}

function readMetadata(bytes: Uint8Array, message: WireField): ValueMetadata {
  const metadata: Mutable<ValueMetadata> = {
    plugin: '',
    content: new Uint8Array(0),
    displayName: '',
    description: '',
  };
  for (const part of wireFields(bytes, message.start, message.end)) {
    if (part.type !== 2) continue;
    if (part.field === 2) metadata.displayName = text(bytes, part);
    else if (part.field === 3) metadata.description = text(bytes, part);
    else if (part.field === 1) {
      for (const inner of wireFields(bytes, part.start, part.end)) {
        if (inner.type !== 2) continue;
        if (inner.field === 1) metadata.plugin = text(bytes, inner);
        else if (inner.field === 2) metadata.content = bytes.slice(inner.start, inner.end);
      }
    }
  }
  return metadata;
}

/** A tensor's elements come as raw bytes or as a repeated field of their type; the latter may be packed or not. */
function readTensor(bytes: Uint8Array, view: DataView, message: WireField): EventTensor {
  let dtype = 0;
  let shape: number[] = [];
  let content: WireField | undefined;
  const strings: Uint8Array[] = [];
  const numbers: number[] = [];
  for (const part of wireFields(bytes, message.start, message.end)) {
    if (part.field === 1 && part.type === 0) dtype = Number(part.bits);
    else if (part.field === 2 && part.type === 2) shape = readShape(bytes, part);
    else if (part.field === 4 && part.type === 2) content = part;
    else if (part.field === 8 && part.type === 2) strings.push(bytes.slice(part.start, part.end));
    else if (part.field === 5) readFixed(part, 4, (at) => view.getFloat32(at, true), numbers);
    else if (part.field === 6) readFixed(part, 8, (at) => view.getFloat64(at, true), numbers);
    else if (part.field === 7) readVarints(bytes, part, numbers);
  }
  if (dtype === DType.string) return { dtype: 'string', shape, data: strings };
  const raw = content === undefined ? undefined : bytes.slice(content.start, content.end);
  const whole = (size: number): ArrayBuffer => {
    if (raw!.length % size !== 0) {
      throw new MalformedMessage(content!.start, `${raw!.length} tensor bytes, not a multiple of ${size}`);
    }
    return raw!.buffer;
  };
  switch (dtype) {
    case DType.float32:
      return { dtype: 'float32', shape, data: raw ? new Float32Array(whole(4)) : Float32Array.from(numbers) };
    case DType.float64:
      return { dtype: 'float64', shape, data: raw ? new Float64Array(whole(8)) : Float64Array.from(numbers) };
    case DType.int32:
      return { dtype: 'int32', shape, data: raw ? new Int32Array(whole(4)) : Int32Array.from(numbers) };
    case DType.uint8:
      return { dtype: 'uint8', shape, data: raw ?? Uint8Array.from(numbers) };
    default:
      return { dtype: 'other', number: dtype, shape, data: [] };
  }
}

function readShape(bytes: Uint8Array, message: WireField): number[] {
  const shape: number[] = [];
  for (const part of wireFields(bytes, message.start, message.end)) {
    if (part.field !== 2 || part.type !== 2) continue;
    let size = 0;
    for (const inner of wireFields(bytes, part.start, part.end)) {
      if (inner.field === 1 && inner.type === 0) size = signed(inner);
    }
    shape.push(size);
  }
  return shape;
}

export function readSessionLog(bytes: Uint8Array, message: WireField): (typeof SESSION_STATUS)[number] {
  let status = 0;
  for (const part of wireFields(bytes, message.start, message.end)) {
    if (part.field === 1 && part.type === 0) status = Number(part.bits);
  }
  return SESSION_STATUS[status] ?? 'unspecified';
}

function readFirstText(bytes: Uint8Array, message: WireField): string {
  let found = '';
  for (const part of wireFields(bytes, message.start, message.end)) {
    if (part.field === 1 && part.type === 2) found = text(bytes, part);
  }
  return found;
}
