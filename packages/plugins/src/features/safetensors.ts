import { fromFloat16, toFloat16 } from './float16.js';

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Tensors of a safetensors file, as float32.
 *
 * Format     uint64le length of a JSON header { name: { dtype, shape, data_offsets } }, then the data, little-endian. F32 and F16 are read.
 * Errors     plain Error with a sentence: callers know the file's path and purpose.
 * Source     the safetensors format, version 0.4 of its README.
 */
export function decodeSafetensors(file: Uint8Array): ReadonlyMap<string, StoredTensor> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerLength = file.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  const start = 8 + headerLength;
  if (start > file.length) throw new Error('the header is longer than the file');
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, start))) as Record<string, Entry>;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    // A copy, since typed arrays must start at a multiple of their element's size.
    const bytes = new Uint8Array(file.subarray(start + data_offsets[0], start + data_offsets[1]));
    const elements = shape.reduce((product, size) => product * size, 1);
    if (bytes.length !== elements * (dtype === 'F16' ? 2 : 4))
      throw new Error(`"${name}" has ${bytes.length} bytes for ${shape.join(' x ')} of ${dtype}`);
    if (dtype === 'F32') tensors.set(name, { shape, values: new Float32Array(bytes.buffer) });
    else if (dtype === 'F16')
      tensors.set(name, { shape, values: fromFloat16(new Uint16Array(bytes.buffer)) });
    else throw new Error(`"${name}" is of ${dtype}; F32 and F16 are read`);
  }
  return tensors;
}

/** The same tensors as a safetensors file in half precision. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    const bytes = new Uint8Array(toFloat16(values).buffer);
    header[name] = { dtype: 'F16', shape, data_offsets: [offset, offset + bytes.length] };
    parts.push(bytes);
    offset += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
  new DataView(padded.buffer).setBigUint64(0, BigInt(padded.length - 8), true);
  padded.set(text, 8);
  return Buffer.concat([padded, ...parts]);
}
