import { int32s } from './constants.js';
import type { ConvGeometry } from './convolution.js';
import { gather, reshape, transpose } from './shaping.js';
import type { Shape } from './types.js';
import type { Value } from './value.js';

/**
 * A filter turned by 180 degrees, its inputs and outputs exchanged: [KH,KW,C,F] to [KH,KW,F,C]. With stride 1, what a convolution passes
 * back to its input is a convolution with the turned filter and `turnGeometry`.
 */
export function turnFilter(filter: Value): Value {
  const [kh, kw, c, f] = filter.shape as [number, number, number, number];
  const taps = kh * kw;
  const exchanged = reshape(transpose(filter, [0, 1, 3, 2]), [taps, f, c]);
  const backwards = int32s(Array.from({ length: taps }, (_, tap) => taps - 1 - tap));
  return reshape(gather(exchanged, backwards, 0), [kh, kw, f, c]);
}

/** The padding that a turned filter needs, for stride 1. */
export function turnGeometry(geometry: ConvGeometry, kernel: Shape): ConvGeometry {
  const reach = ([0, 1] as const).map((axis) => (kernel[axis]! - 1) * geometry.dilations[axis]);
  const [top, left, bottom, right] = geometry.pads.map((pad, side) => reach[side % 2]! - pad);
  return { ...geometry, pads: [top!, left!, bottom!, right!] };
}
