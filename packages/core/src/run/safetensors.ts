import { RunIoError } from '../errors.js';
import { fromFloat16, toFloat16 } from './float16.js';
import { parseBounded } from './stored/bounded-json.js';

/**
 * The safetensors format: a length (u64, little-endian), a JSON header of that length that gives each tensor's dtype,
 * shape and byte range, then the bytes, without holes. F32 and F16 are read and written; in memory all is float32.
 * Source: github.com/huggingface/safetensors, format of version 0.4.
 */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type StoredDtype = 'F32' | 'F16';

const bytesPerElement: Readonly<Record<StoredDtype, number>> = { F32: 4, F16: 2 };

/** Larger headers are refused, as by the reference reader. */
const headerLimit = 100_000_000;
/** A map of tensors, each a map with lists. */
const headerDepth = 8;
const metadataKey = '__metadata__';

/** The parts of a file, to be written one after the other. Tensors stand in the order of the map. */
export function encodeSafetensors(
  tensors: Iterable<readonly [string, FloatTensor]>,
  metadata: Readonly<Record<string, string>> = {},
  dtype: StoredDtype = 'F32',
): Uint8Array[] {
  const header: [string, unknown][] = [[metadataKey, metadata]];
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    const stored = dtype === 'F16' ? toFloat16(data) : data;
    header.push([name, { dtype, shape, data_offsets: [offset, offset + stored.byteLength] }]);
    parts.push(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength));
    offset += stored.byteLength;
  }
  let text = JSON.stringify(Object.fromEntries(header));
  // Spaces behind the header put the data on an 8-byte border.
  text += ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8);
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return [length, bytes, ...parts];
}

interface Entry {
  readonly name: string;
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a file's bytes. Everything that the header claims is checked before it is believed: names occur once, ranges lie
 * side by side and fill the file, and each holds as many elements as its shape says. Nothing is allocated for a tensor
 * whose bytes are not there.
 *
 * Errors     RunIoError GANX_RUN_SAFETENSORS.
 */
export function decodeSafetensors(file: Uint8Array, path: string): Map<string, FloatTensor> {
  const refuse: Refuse = (detail) => {
    throw new RunIoError(
      'GANX_RUN_SAFETENSORS',
      `${path} is not a safetensors file that ganx can read: ${detail}.`,
      { place: { path } },
    );
  };
  if (file.byteLength < 8) return refuse(`it has ${file.byteLength} bytes, a header needs at least 8`);
  const claimed = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true);
  if (claimed > BigInt(headerLimit)) return refuse(`its header claims ${claimed} bytes`);
  const data = file.subarray(8 + Number(claimed));
  if (8 + Number(claimed) > file.byteLength)
    return refuse(`its header claims ${claimed} bytes, the file has ${file.byteLength - 8} left`);
  const entries = readHeader(file.subarray(8, 8 + Number(claimed)), refuse);
  const tensors = new Map<string, FloatTensor>();
  let next = 0;
  for (const { name, dtype, shape, from, to } of [...entries].sort(
    (a, b) => a.from - b.from || a.to - b.to,
  )) {
    const length = bytesPerElement[dtype] * shape.reduce((a, b) => a * b, 1);
    if (from !== next || to - from !== length)
      refuse(`"${name}" [${shape}] claims bytes ${from} to ${to}, expected ${next} to ${next + length}`);
    if (to > data.byteLength) refuse(`"${name}" ends behind the end of the file`);
    next = to;
  }
  if (next !== data.byteLength) refuse(`it has ${data.byteLength - next} bytes behind its last tensor`);
  for (const { name, dtype, shape, from, to } of entries) {
    // A copy, since typed arrays must start at a multiple of their element's size.
    const { buffer } = Uint8Array.from(data.subarray(from, to));
    tensors.set(name, {
      shape,
      data: dtype === 'F16' ? fromFloat16(new Uint16Array(buffer)) : new Float32Array(buffer),
    });
  }
  return tensors;
}

type Refuse = (detail: string) => never;

/** What the header says of each tensor, each field of the type that it must have. */
function readHeader(bytes: Uint8Array, refuse: Refuse): Entry[] {
  let text = '';
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = parseBounded(text, headerDepth);
  } catch {
    refuse('its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    return refuse('its header is not an object');
  const twice = repeatedKey(text);
  if (twice !== undefined) refuse(`its header has ${twice} twice`);
  return Object.entries(header as Record<string, unknown>)
    .filter(([name]) => name !== metadataKey)
    .map(([name, value]) => {
      const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
      if (dtype !== 'F32' && dtype !== 'F16')
        return refuse(`"${name}" has dtype ${JSON.stringify(dtype)}, expected "F32" or "F16"`);
      if (!isNaturals(shape)) return refuse(`"${name}" has no valid shape`);
      if (!isNaturals(offsets) || offsets.length !== 2) return refuse(`"${name}" has no valid byte range`);
      const [from, to] = offsets as [number, number];
      return { name, dtype, shape, from, to };
    });
}

/**
 * A key that an object of this JSON text has twice, of which `JSON.parse` would keep the last only. Reads each sign once:
 * a pattern would fill the stack on a long text.
 */
function repeatedKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    const sign = json[at];
    if (sign === '{') open.push(new Set());
    else if (sign === '}') open.pop();
    else if (sign === '"') {
      const from = at;
      for (at++; json[at] !== '"'; at++) if (json[at] === '\\') at++;
      const text = json.slice(from, at + 1);
      let next = at + 1;
      while (next < json.length && ' \t\r\n'.includes(json[next]!)) next++;
      if (json[next] !== ':') continue;
      const key = text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1);
      if (open.at(-1)!.has(key)) return text;
      open.at(-1)!.add(key);
    }
  }
  return undefined;
}

function isNaturals(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
}
