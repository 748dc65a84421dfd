import type { DTypeName } from './tensor.js';

/** One record of an event file. */
export interface Event {
  /** Byte offset of the record in its file. */
  readonly offset: number;
  /** Byte offset of the next record. */
  readonly end: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** Rounded when it is beyond 2^53 - 1. */
  readonly step: number;
  /** `brain.Event:2` in a file's first record. */
  readonly fileVersion?: string;
  readonly sessionLog?: 'unspecified' | 'start' | 'stop' | 'checkpoint';
  /** The program that wrote the file. */
  readonly sourceWriter?: string;
  /** A serialized GraphDef. */
  readonly graphDef?: Uint8Array;
  /** The event's summary values, mostly one. */
  readonly values: readonly SummaryValue[];
}

export interface SummaryValue {
  readonly tag: string;
  /** Present on a tag's first value in a file. */
  readonly metadata?: ValueMetadata;
  /** Scalars of older writers; ours are rank-0 tensors. */
  readonly simpleValue?: number;
  /** Images, histograms and sounds of older writers, PyTorch's among them; ours are tensors. */
  readonly oldImage?: OldImage;
  readonly oldHistogram?: OldHistogram;
  readonly oldAudio?: OldAudio;
  readonly tensor?: EventTensor;
}

export interface OldImage {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey with alpha, 3 RGB, 4 RGBA. */
  readonly channels: number;
  /** PNG, mostly. */
  readonly encoded: Uint8Array;
}

export interface OldHistogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumSquares: number;
  /** Right ends of the buckets, ascending; the first has no left end. */
  readonly limits: Float64Array;
  readonly counts: Float64Array;
}

export interface OldAudio {
  readonly sampleRate: number;
  readonly channels: number;
  readonly frames: number;
  readonly contentType: string;
  readonly encoded: Uint8Array;
}

export interface ValueMetadata {
  readonly plugin: string;
  readonly content: Uint8Array;
  readonly displayName: string;
  readonly description: string;
}

export type EventTensor =
  | NumericTensor<'float32', Float32Array>
  | NumericTensor<'float64', Float64Array>
  | NumericTensor<'int32', Int32Array>
  | NumericTensor<'uint8', Uint8Array>
  | { readonly dtype: 'string'; readonly shape: readonly number[]; readonly data: readonly Uint8Array[] }
  | {
      readonly dtype: 'other';
      readonly number: number;
      readonly shape: readonly number[];
      readonly data: readonly [];
    };

interface NumericTensor<Name extends Exclude<DTypeName, 'string'>, Data> {
  readonly dtype: Name;
  readonly shape: readonly number[];
  readonly data: Data;
}

/** The number of a scalar value, old form or new; undefined for other kinds. */
export function scalarOf(value: SummaryValue): number | undefined {
  if (value.simpleValue !== undefined) return value.simpleValue;
  const { tensor } = value;
  if (
    tensor === undefined ||
    tensor.dtype === 'string' ||
    tensor.dtype === 'other' ||
    tensor.shape.length > 0
  )
    return undefined;
  return tensor.data[0];
}
