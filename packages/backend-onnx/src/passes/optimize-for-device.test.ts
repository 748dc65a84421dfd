import { describe, expect, it } from 'vitest';
import * as g from '../graph/index.js';
import { optimizeForDevice } from './optimize-for-device.js';

const input = (name: string, shape: number[]) => g.makeLeaf('float32', shape, { kind: 'input', name });
/** As TensorFlow's 'same' padding with stride 2 has it: one row before the image, two after it. */
const geometry = (kernel: number): g.ConvGeometry => ({
  strides: [2, 2],
  dilations: [1, 1],
  pads: kernel === 5 ? [1, 1, 2, 2] : [0, 0, 1, 1],
  groups: 1,
});
const opsOf = (value: g.Value, device: 'webgpu' | 'cuda') =>
  g.collect(optimizeForDevice([value], device)).nodes;

describe('what a GPU gets', () => {
  const inputGrad = () =>
    g.conv2dInputGrad(input('dy', [2, 7, 7, 6]), input('filter', [5, 5, 3, 6]), geometry(5), [2, 14, 14, 3]);
  const filterGrad = (kernel: number) =>
    g.conv2dFilterGrad(input('x', [2, 14, 14, 3]), input('dy', [2, 7, 7, 6]), geometry(kernel), [
      kernel,
      kernel,
      3,
      6,
    ]);

  it('is transposed convolutions with the same padding on both sides for CUDA, in one operation for WebGPU', () => {
    const padsOn = (device: 'webgpu' | 'cuda') => {
      const node = opsOf(inputGrad(), device).find(({ op }) => op === 'ConvTranspose')!;
      return (node.attributes.pads as { is: readonly number[] }).is;
    };
    expect(padsOn('cuda')).toEqual([1, 1, 1, 1]);
    expect(padsOn('webgpu')).toEqual([1, 1, 2, 2]);
    expect(opsOf(inputGrad(), 'webgpu').some(({ op }) => op === 'Slice')).toBe(false);
  });

  it.each([
    { device: 'cuda', kernel: 3, convolution: true },
    { device: 'cuda', kernel: 5, convolution: true },
    { device: 'webgpu', kernel: 3, convolution: false },
    { device: 'webgpu', kernel: 5, convolution: true },
  ] as const)(
    'is the gradient of a $kernel x $kernel filter on $device as one convolution: $convolution',
    (row) => {
      const ops = opsOf(filterGrad(row.kernel), row.device).map(({ op }) => op);
      expect(ops.includes('Conv')).toBe(row.convolution);
      expect(ops.some((op) => op === 'Gemm' || op === 'MatMul')).toBe(!row.convolution);
    },
  );
});
