import * as g from '../../graph/index.js';

/**
 * The patches that a filter sees, one row per output position: [B,H,W,C] to [B,OH,OW,KH*KW*C]. Channels stay last, so
 * each tap is one strided slice and the filter [KH,KW,C,F] multiplies it as it lies in memory.
 */
export function im2col(
  x: g.Value,
  kernel: readonly [number, number],
  geometry: g.ConvGeometry,
  out: readonly [number, number],
): g.Value {
  const [kh, kw] = kernel;
  const { strides, dilations, pads } = geometry;
  const padded = g.pad(x, [0, pads[0], pads[1], 0], [0, pads[2], pads[3], 0]);
  const [batch, , , channels] = padded.shape as [number, number, number, number];
  const taps: g.Value[] = [];
  for (let i = 0; i < kh; i++) {
    for (let j = 0; j < kw; j++) {
      const top = i * dilations[0];
      const left = j * dilations[1];
      taps.push(
        g.slice(padded, {
          begin: [0, top, left, 0],
          end: [batch, top + (out[0] - 1) * strides[0] + 1, left + (out[1] - 1) * strides[1] + 1, channels],
          step: [1, strides[0], strides[1], 1],
        }),
      );
    }
  }
  return g.concat(taps, 3);
}
