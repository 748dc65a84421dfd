import { RunIoError } from '../errors.js';

/**
 * The safetensors format, float32 only: a length (u64, little-endian), a JSON header of that length that gives each tensor's
 * dtype, shape and byte range, then the bytes.
 * Source: github.com/huggingface/safetensors, format of version 0.4.
 */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Larger headers are refused, as by the reference reader. */
const headerLimit = 100_000_000;

/** The parts of a file, to be written one after the other. Tensors stand in the order of the map. */
export function encodeSafetensors(
  tensors: Iterable<readonly [string, FloatTensor]>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    offset += data.byteLength;
  }
  let text = JSON.stringify(header);
  // Spaces behind the header put the data on an 8-byte border.
  text += ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8);
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return [length, bytes, ...parts];
}

/** Reads a file's bytes; everything that the header claims is checked before it is believed. */
export function decodeSafetensors(file: Uint8Array, path: string): Map<string, FloatTensor> {
  const refuse = (detail: string): never => {
    throw new RunIoError(
      'GANX_RUN_SAFETENSORS',
      `${path} is not a safetensors file that ganx can read: ${detail}.`,
      {
        place: { path },
      },
    );
  };
  if (file.byteLength < 8) return refuse(`it has ${file.byteLength} bytes, a header needs at least 8`);
  const claimed = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true);
  if (claimed > BigInt(headerLimit)) return refuse(`its header claims ${claimed} bytes`);
  const dataStart = 8 + Number(claimed);
  if (dataStart > file.byteLength) {
    return refuse(`its header claims ${claimed} bytes, the file has ${file.byteLength - 8} left`);
  }
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, dataStart)));
  } catch {
    return refuse('its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    return refuse('its header is not an object');
  const tensors = new Map<string, FloatTensor>();
  let next = 0;
  const entries = Object.entries(header as Record<string, unknown>).filter(
    ([name]) => name !== '__metadata__',
  );
  for (const [name, value] of entries) {
    const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
    if (dtype !== 'F32') return refuse(`"${name}" has dtype ${JSON.stringify(dtype)}, expected "F32"`);
    if (!isNaturals(shape)) return refuse(`"${name}" has no valid shape`);
    if (!isNaturals(offsets) || offsets.length !== 2) return refuse(`"${name}" has no valid byte range`);
    const [from, to] = offsets as [number, number];
    const length = 4 * shape.reduce((a, b) => a * b, 1);
    if (from !== next || to - from !== length) {
      return refuse(
        `"${name}" [${shape}] claims bytes ${from} to ${to}, expected ${next} to ${next + length}`,
      );
    }
    if (dataStart + to > file.byteLength) return refuse(`"${name}" ends behind the end of the file`);
    const bytes = file.slice(dataStart + from, dataStart + to);
    tensors.set(name, { shape, data: new Float32Array(bytes.buffer, bytes.byteOffset, length / 4) });
    next = to;
  }
  if (dataStart + next !== file.byteLength) {
    return refuse(`it has ${file.byteLength - dataStart - next} bytes behind its last tensor`);
  }
  return tensors;
}

function isNaturals(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
}
