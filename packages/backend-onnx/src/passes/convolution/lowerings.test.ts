import { describe, expect, it } from 'vitest';
import * as g from '../../graph/index.js';
import { channelBlock } from '../../session/channel-block.js';
import { Evaluator } from '../../session/evaluate.js';
import { convBlocked, inputGradBlocked } from './blocked.js';
import { fallsIntoPhases, inputGradByPhases } from './blocked-phases.js';
import { convByGather } from './by-gather.js';
import { convChannelsFirst, convTransposed, inputGradChannelsFirst } from './channels-first.js';
import { filterGradCrossed } from './crossed.js';
import { filterGradByGather, filterGradByPatches } from './filter-grad.js';
import { filterGradExchanged, inputGradSymmetric } from './for-devices.js';
import { convPointwise, filterGradPointwise, inputGradPointwise, isPointwise } from './pointwise.js';
import { convByRows, filterGradByRows, inputGradByRows } from './rows.js';

const evaluator = new Evaluator(1);

function run(value: g.Value): Float32Array {
  evaluator.evaluate([value], () => false);
  return (value.leaf as { data: Float32Array }).data;
}

function noise(shape: number[], seed: number): g.Value {
  const data = Float32Array.from({ length: g.sizeOf(shape) }, (_, i) => Math.sin(i * 12.9898 + seed) * 0.5);
  return g.makeLeaf('float32', shape, { kind: 'buffer', data });
}

function expectClose(seen: g.Value, reference: g.Value) {
  expect(seen.shape).toEqual(reference.shape);
  const [a, b] = [run(seen), run(reference)];
  a.forEach((value, i) => {
    expect(Math.abs(value - b[i]!)).toBeLessThan(1e-4);
  });
}

// [height, width, kernel height, kernel width, stride, pads top left bottom right]
const cases: [number, number, number, number, [number, number], [number, number, number, number]][] = [
  [7, 7, 5, 5, [1, 1], [2, 2, 2, 2]],
  [14, 14, 5, 5, [2, 2], [1, 1, 2, 2]],
  [7, 9, 3, 4, [2, 3], [1, 0, 0, 2]],
  [8, 5, 1, 1, [1, 1], [0, 0, 0, 0]],
  [9, 9, 2, 2, [3, 3], [0, 0, 0, 0]],
  [5, 6, 4, 3, [1, 2], [3, 2, 3, 2]],
];

describe.each(cases)(
  'ways of a convolution %ix%i, filter %ix%i, stride %j, pads %j',
  (h, w, kh, kw, strides, pads) => {
    const geometry: g.ConvGeometry = { strides, dilations: [1, 1], pads, groups: 1 };
    const out = (size: number, k: number, s: number, p: number) => Math.floor((size + p - k) / s) + 1;
    const oh = out(h, kh, strides[0], pads[0] + pads[2]);
    const ow = out(w, kw, strides[1], pads[1] + pads[3]);
    const [b, c, f] = [3, 4, 5];
    const x = () => noise([b, h, w, c], 1);
    const filter = () => noise([kh, kw, c, f], 2);
    const dy = () => noise([b, oh, ow, f], 3);

    it('by rows give what ONNX Conv gives', () =>
      expectClose(
        convByRows(x(), filter(), geometry, [b, oh, ow, f]),
        convChannelsFirst(x(), filter(), geometry, [b, oh, ow, f]),
      ));

    it('give what patches picked by one Gather give, forward and for the filter', () => {
      expectClose(
        convByGather(x(), filter(), geometry, [b, oh, ow, f]),
        convChannelsFirst(x(), filter(), geometry, [b, oh, ow, f]),
      );
      expectClose(
        filterGradByGather(x(), dy(), geometry, [kh, kw, c, f]),
        filterGradByPatches(x(), dy(), geometry, [kh, kw, c, f]),
      );
    });

    it.runIf(strides.every((stride) => stride === 1))('transposed give what ONNX Conv gives', () =>
      expectClose(
        convTransposed(x(), filter(), geometry, [b, oh, ow, f], { bias: noise([f], 4), activation: null }),
        convChannelsFirst(x(), filter(), geometry, [b, oh, ow, f], { bias: noise([f], 4), activation: null }),
      ),
    );

    it('give the gradient of the input that ONNX ConvTranspose gives', () =>
      expectClose(
        inputGradByRows(dy(), filter(), geometry, [b, h, w, c]),
        inputGradChannelsFirst(dy(), filter(), geometry, [b, h, w, c]),
      ));

    it('give it with the same padding on both sides, and the gradient of the filter as one convolution', () => {
      const [image, weights] = [
        [b, h, w, c],
        [kh, kw, c, f],
      ] as const;
      const back = inputGradSymmetric(dy(), filter(), geometry, image);
      const node = g.collect([back]).nodes.find(({ op }) => op === 'ConvTranspose')!;
      const { is: sides } = node.attributes.pads as { is: number[] };
      expect(sides.slice(0, 2)).toEqual(sides.slice(2));
      expectClose(back, inputGradChannelsFirst(dy(), filter(), geometry, image));
      expectClose(
        filterGradExchanged(x(), dy(), geometry, weights),
        filterGradByPatches(x(), dy(), geometry, weights),
      );
    });

    it('give the gradient of the filter that patches give', () =>
      expectClose(
        filterGradByRows(x(), dy(), geometry, [kh, kw, c, f]),
        filterGradByPatches(x(), dy(), geometry, [kh, kw, c, f]),
      ));

    it('give the gradient of the filter as one product of patches of both', () =>
      expectClose(
        filterGradCrossed(x(), dy(), geometry, [kh, kw, c, f]),
        filterGradByPatches(x(), dy(), geometry, [kh, kw, c, f]),
      ));

    // whole blocks of channels, less than one, filters that must be padded; some processors have no such kernels
    it.skipIf(channelBlock() === 1).each([
      [32, 16],
      [3, 16],
      [16, 3],
      [1, 5],
    ])('by blocks of channels, %i to %i, give what ONNX Conv and ConvTranspose give', (channels, filters) => {
      const image = () => noise([b, h, w, channels], 1);
      const weights = () => noise([kh, kw, channels, filters], 2);
      const bias = noise([filters], 4);
      for (const activation of [
        null,
        { op: 'Relu', attributes: {} },
        { op: 'LeakyRelu', attributes: { alpha: { f: 0.2 } } },
        { op: 'Tanh', attributes: {} },
      ]) {
        const epilogue = { bias, activation };
        const shape = [b, oh, ow, filters];
        expectClose(
          convBlocked(image(), weights(), geometry, shape, epilogue),
          convChannelsFirst(image(), weights(), geometry, shape, epilogue),
        );
      }
      const back = () => noise([b, oh, ow, filters], 3);
      const isPlain = strides.every((stride) => stride === 1);
      const [dyShape, xShape] = [back().shape, image().shape];
      if (channels < 16 || !(isPlain || fallsIntoPhases(geometry, dyShape, weights().shape, xShape))) return;
      expectClose(
        (isPlain ? inputGradBlocked : inputGradByPhases)(back(), weights(), geometry, [b, h, w, channels]),
        inputGradChannelsFirst(back(), weights(), geometry, [b, h, w, channels]),
      );
    });
  },
);

describe('a filter of one pixel', () => {
  const geometry: g.ConvGeometry = { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], groups: 1 };
  const [x, filter, dy] = [
    [3, 4, 5, 6],
    [1, 1, 6, 7],
    [3, 4, 5, 7],
  ] as const;
  it('is a matrix product, forward and backward', () => {
    expect(isPointwise(geometry, filter)).toBe(true);
    expectClose(
      convPointwise(noise([...x], 1), noise([...filter], 2), geometry, dy),
      convChannelsFirst(noise([...x], 1), noise([...filter], 2), geometry, dy),
    );
    expectClose(
      inputGradPointwise(noise([...dy], 1), noise([...filter], 2), geometry, x),
      inputGradChannelsFirst(noise([...dy], 1), noise([...filter], 2), geometry, x),
    );
    expectClose(
      filterGradPointwise(noise([...x], 1), noise([...dy], 2), geometry, filter),
      filterGradByPatches(noise([...x], 1), noise([...dy], 2), geometry, filter),
    );
  });

  it.each<[string, Partial<g.ConvGeometry>, g.Shape]>([
    ['a stride', { strides: [2, 1] }, filter],
    ['padding', { pads: [0, 0, 1, 0] }, filter],
    ['groups', { groups: 2 }, filter],
    ['a larger filter', {}, [1, 2, 6, 7]],
  ])('is not with %s', (_name, other, shape) => {
    expect(isPointwise({ ...geometry, ...other }, shape)).toBe(false);
  });
});
