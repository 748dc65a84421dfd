import { readSessionLog } from './decode-event.js';
import { signed, text } from './wire-numbers.js';
import { type WireField, wireFields } from './wire-reader.js';

/** An event in pieces that can be put together again with values left out. All bytes are views into the record. */
export interface RawEvent {
  readonly wallTime: number;
  readonly step: number;
  /** The whole field; absent for step 0. */
  readonly stepField: Uint8Array | undefined;
  /** Whether it is the START of a session. */
  readonly isStart: boolean;
  readonly values: readonly RawValue[];
  /** Whole fields beside wall time, step, values and what opens a file or session: graphs, mainly. */
  readonly others: readonly Uint8Array[];
}

export interface RawValue {
  readonly tag: string;
  /** The `Summary.Value` message. */
  readonly bytes: Uint8Array;
  /** The `SummaryMetadata` message in it. */
  readonly metadata: Uint8Array | undefined;
}

/** Splits the data of one record, without decoding what its values hold. */
export function splitEvent(data: Uint8Array): RawEvent {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: RawValue[] = [];
  const others: Uint8Array[] = [];
  let wallTime = 0;
  let step = 0;
  let stepField: Uint8Array | undefined;
  let isStart = false;
  let fieldStart = 0;
  for (const part of wireFields(bytes, 0, bytes.length)) {
    const whole = bytes.subarray(fieldStart, part.end);
    fieldStart = part.end;
    if (part.field === 1 && part.type === 1) wallTime = view.getFloat64(part.start, true);
    else if (part.field === 2 && part.type === 0) {
      step = signed(part);
      stepField = whole;
    } else if (part.field === 5 && part.type === 2) values.push(...splitSummary(bytes, part));
    else if (part.field === 7 && part.type === 2) isStart ||= readSessionLog(bytes, part) === 'start';
    else if (part.field !== 3 && part.field !== 10) others.push(whole);
  }
  return { wallTime, step, stepField, isStart, values, others };
}

function* splitSummary(bytes: Uint8Array, summary: WireField): Generator<RawValue> {
  for (const part of wireFields(bytes, summary.start, summary.end)) {
    if (part.field !== 1 || part.type !== 2) continue;
    let tag = '';
    let metadata: Uint8Array | undefined;
    for (const inner of wireFields(bytes, part.start, part.end)) {
      if (inner.type !== 2) continue;
      if (inner.field === 1) tag = text(bytes, inner);
      else if (inner.field === 9) metadata = bytes.subarray(inner.start, inner.end);
    }
    yield { tag, bytes: bytes.subarray(part.start, part.end), metadata };
  }
}
