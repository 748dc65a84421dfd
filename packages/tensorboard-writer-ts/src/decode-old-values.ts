import type { OldAudio, OldHistogram, OldImage } from './event.js';
import { readFixed, signed, text } from './wire-numbers.js';
import { MalformedMessage, type WireField, wireFields } from './wire-reader.js';

// Values in messages of their own, as TensorFlow 1 and PyTorch write them; ours are tensors.

export function readImage(bytes: Uint8Array, message: WireField): OldImage {
  let [width, height, channels] = [0, 0, 0];
  let encoded: Uint8Array = new Uint8Array(0);
  for (const part of wireFields(bytes, message.start, message.end)) {
    if (part.field === 1 && part.type === 0) height = signed(part);
    else if (part.field === 2 && part.type === 0) width = signed(part);
    else if (part.field === 3 && part.type === 0) channels = signed(part);
    else if (part.field === 4 && part.type === 2) encoded = bytes.slice(part.start, part.end);
  }
  return { width, height, channels, encoded };
}

export function readAudio(bytes: Uint8Array, view: DataView, message: WireField): OldAudio {
  let [sampleRate, channels, frames, contentType] = [0, 0, 0, ''];
  let encoded: Uint8Array = new Uint8Array(0);
  for (const part of wireFields(bytes, message.start, message.end)) {
    if (part.field === 1 && part.type === 5) sampleRate = view.getFloat32(part.start, true);
    else if (part.field === 2 && part.type === 0) channels = signed(part);
    else if (part.field === 3 && part.type === 0) frames = signed(part);
    else if (part.field === 4 && part.type === 2) encoded = bytes.slice(part.start, part.end);
    else if (part.field === 5 && part.type === 2) contentType = text(bytes, part);
  }
  return { sampleRate, channels, frames, contentType, encoded };
}

export function readHistogram(bytes: Uint8Array, view: DataView, message: WireField): OldHistogram {
  const facts = [0, 0, 0, 0, 0];
  const limits: number[] = [];
  const counts: number[] = [];
  const double = (at: number) => view.getFloat64(at, true);
  for (const part of wireFields(bytes, message.start, message.end)) {
    if (part.field >= 1 && part.field <= 5 && part.type === 1) facts[part.field - 1] = double(part.start);
    else if (part.field === 6) readFixed(part, 8, double, limits);
    else if (part.field === 7) readFixed(part, 8, double, counts);
  }
  if (limits.length !== counts.length) {
    throw new MalformedMessage(
      message.start,
      `a histogram of ${limits.length} bucket limits and ${counts.length} counts`,
    );
  }
  const [min, max, count, sum, sumSquares] = facts as [number, number, number, number, number];
  return {
    min,
    max,
    count,
    sum,
    sumSquares,
    limits: Float64Array.from(limits),
    counts: Float64Array.from(counts),
  };
}
