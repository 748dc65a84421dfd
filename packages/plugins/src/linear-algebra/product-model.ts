/**
 * The ONNX model `C = A B^T` in float64 with open sizes: one Gemm. Written by hand, since it is a hundred bytes: each
 * field is a tag (number and wire type), a length where it has one, and its content.
 */
export function productModel(): Uint8Array {
  const matrix = (name: string, rows: string, columns: string) => {
    const shape = [rows, columns].flatMap((size) => field(1, field(2, text(size))));
    const tensor = [...number(1, float64), ...field(2, shape)];
    return [...field(1, text(name)), ...field(2, field(1, tensor))];
  };
  const transposed = [...field(1, text('transB')), ...number(3, 1), ...number(20, intAttribute)];
  const node = [
    ...field(1, text('A')),
    ...field(1, text('B')),
    ...field(2, text('C')),
    ...field(4, text('Gemm')),
    ...field(5, transposed),
  ];
  const graph = [
    ...field(1, node),
    ...field(2, text('product')),
    ...field(11, matrix('A', 'm', 'k')),
    ...field(11, matrix('B', 'n', 'k')),
    ...field(12, matrix('C', 'm', 'n')),
  ];
  return Uint8Array.from([...number(1, 8), ...field(7, graph), ...field(8, number(2, 13))]);
}

const float64 = 11;
const intAttribute = 2;

const text = (value: string): number[] => [...new TextEncoder().encode(value)];

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

const number = (id: number, value: number): number[] => [...varint(id * 8), ...varint(value)];
const field = (id: number, content: readonly number[]): number[] => [
  ...varint(id * 8 + 2),
  ...varint(content.length),
  ...content,
];
