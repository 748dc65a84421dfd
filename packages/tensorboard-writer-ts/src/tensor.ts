import type { RecordBuffer } from './record-buffer.js';

/** TensorFlow's numbers for the element types that TensorBoard's pages use. */
export const DType = { float32: 1, float64: 2, int32: 3, uint8: 4, string: 7 } as const;
export type DTypeName = keyof typeof DType;

const VALUE_TENSOR = 8;

/**
 * Appends `Summary.Value.tensor` with its elements as little-endian bytes (`tensor_content`).
 *
 * Shapes     data holds product(shape) elements in row-major order.
 */
export function writeNumericTensor(
  out: RecordBuffer,
  shape: readonly number[],
  data: Float32Array | Float64Array | Int32Array | Uint8Array,
): void {
  const dtype =
    data instanceof Float32Array
      ? DType.float32
      : data instanceof Float64Array
        ? DType.float64
        : data instanceof Int32Array
          ? DType.int32
          : DType.uint8;
  out.message(VALUE_TENSOR, () => {
    out.uint(1, dtype);
    writeShape(out, shape);
    if (data.byteLength > 0) out.data(4, littleEndianBytes(data));
  });
}

/** Appends `Summary.Value.tensor` with one string element per entry of `data`. */
export function writeStringTensor(
  out: RecordBuffer,
  shape: readonly number[],
  data: readonly (string | Uint8Array)[],
): void {
  out.message(VALUE_TENSOR, () => {
    out.uint(1, DType.string);
    writeShape(out, shape);
    for (const item of data) {
      if (typeof item === 'string') out.string(8, item, true);
      else out.data(8, item);
    }
  });
}

function writeShape(out: RecordBuffer, shape: readonly number[]): void {
  out.message(2, () => {
    for (const size of shape) out.message(2, () => out.uint(1, size));
  });
}

const HOST_IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function littleEndianBytes(data: Float32Array | Float64Array | Int32Array | Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (HOST_IS_LITTLE_ENDIAN || data.BYTES_PER_ELEMENT === 1) return bytes;
  const swapped = Buffer.from(bytes);
  if (data.BYTES_PER_ELEMENT === 8) swapped.swap64();
  else swapped.swap32();
  return swapped;
}
