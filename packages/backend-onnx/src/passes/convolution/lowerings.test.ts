import { describe, expect, it } from 'vitest';
import * as g from '../../graph/index.js';
import { Evaluator } from '../../session/evaluate.js';
import { convByGather } from './by-gather.js';
import { convChannelsFirst, inputGradChannelsFirst } from './channels-first.js';
import { filterGradByGather, filterGradByPatches } from './filter-grad.js';
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
  'rows of a convolution %ix%i, filter %ix%i, stride %j, pads %j',
  (h, w, kh, kw, strides, pads) => {
    const geometry: g.ConvGeometry = { strides, dilations: [1, 1], pads, groups: 1 };
    const out = (size: number, k: number, s: number, p: number) => Math.floor((size + p - k) / s) + 1;
    const oh = out(h, kh, strides[0], pads[0] + pads[2]);
    const ow = out(w, kw, strides[1], pads[1] + pads[3]);
    const [b, c, f] = [3, 4, 5];
    const x = () => noise([b, h, w, c], 1);
    const filter = () => noise([kh, kw, c, f], 2);
    const dy = () => noise([b, oh, ow, f], 3);

    it('give what ONNX Conv gives', () =>
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

    it('give the gradient of the input that ONNX ConvTranspose gives', () =>
      expectClose(
        inputGradByRows(dy(), filter(), geometry, [b, h, w, c]),
        inputGradChannelsFirst(dy(), filter(), geometry, [b, h, w, c]),
      ));

    it('give the gradient of the filter that patches give', () =>
      expectClose(
        filterGradByRows(x(), dy(), geometry, [kh, kw, c, f]),
        filterGradByPatches(x(), dy(), geometry, [kh, kw, c, f]),
      ));
  },
);
