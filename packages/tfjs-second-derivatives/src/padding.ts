import {
  add,
  type GradConfig,
  MirrorPad,
  type NamedAttrMap,
  pad,
  reverse,
  slice,
  type Tensor,
} from '@tensorflow/tfjs-core';

/**
 * What a mirrored border receives is added to the places that it mirrors; TensorFlow.js 4.22 drops it. One axis after the
 * other, as the padding is separable: the two borders are turned around and laid over their places.
 */
export const padding: readonly GradConfig[] = [
  {
    kernelName: MirrorPad,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs: NamedAttrMap) => {
      const paddings = attrs.paddings as [number, number][];
      const skipped = attrs.mode === 'reflect' ? 1 : 0;
      return {
        x: () =>
          paddings.reduce(
            (slope, sides, axis) => fold(slope, axis, sides, x!.shape[axis]!, skipped),
            dy as Tensor,
          ),
      };
    },
  },
];

/** Places at an edge are not repeated by 'reflect': `skipped` is 1. */
function fold(
  dy: Tensor,
  axis: number,
  [before, after]: [number, number],
  size: number,
  skipped: number,
): Tensor {
  if (before === 0 && after === 0) return dy;
  const part = (begin: number, length: number) => {
    const begins = dy.shape.map((_, a) => (a === axis ? begin : 0));
    return slice(
      dy,
      begins,
      dy.shape.map((full, a) => (a === axis ? length : full)),
    );
  };
  const at = (border: Tensor, begin: number) => {
    const sides = dy.shape.map((_, a): [number, number] =>
      a === axis ? [begin, size - begin - border.shape[axis]!] : [0, 0],
    );
    return pad(reverse(border, axis), sides);
  };
  let slope = part(before, size);
  if (before > 0) slope = add(slope, at(part(0, before), skipped));
  if (after > 0) slope = add(slope, at(part(before + size, after), size - skipped - after));
  return slope;
}
