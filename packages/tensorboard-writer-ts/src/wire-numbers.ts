import { MalformedMessage, VarintCursor, type WireField } from './wire-reader.js';

const utf8 = new TextDecoder();

/** Numbers of `size` bytes, packed or a single one. */
export function readFixed(part: WireField, size: number, get: (at: number) => number, into: number[]): void {
  const type = size === 4 ? 5 : 1;
  if (part.type !== 2 && part.type !== type)
    throw new MalformedMessage(part.start, `wire type ${part.type} for a number`);
  if ((part.end - part.start) % size !== 0) {
    throw new MalformedMessage(
      part.start,
      `${part.end - part.start} bytes of packed numbers of ${size} bytes`,
    );
  }
  for (let at = part.start; at < part.end; at += size) into.push(get(at));
}

/** Whole numbers, packed or a single one. */
export function readVarints(bytes: Uint8Array, part: WireField, into: number[]): void {
  if (part.type === 0) {
    into.push(signed(part));
    return;
  }
  const cursor = new VarintCursor(bytes, part.start, part.end);
  while (cursor.position < part.end) into.push(Number(BigInt.asIntN(64, cursor.next())));
}

export function signed(part: WireField): number {
  return Number(BigInt.asIntN(64, part.bits));
}

export function text(bytes: Uint8Array, part: WireField): string {
  return utf8.decode(bytes.subarray(part.start, part.end));
}
