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

/**
 * The same with one Gather of pixels, a pixel of zeros behind the image standing for those outside it: for few channels, where a
 * strided slice per tap copies a few bytes at a time, and not in parallel.
 */
export function gatherPatches(
  x: g.Value,
  kernel: readonly [number, number],
  geometry: g.ConvGeometry,
  out: readonly [number, number],
): g.Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const { strides, dilations, pads } = geometry;
  const [kh, kw] = kernel;
  const indices: number[] = [];
  for (let o = 0; o < out[0]; o++) {
    for (let p = 0; p < out[1]; p++) {
      for (let i = 0; i < kh; i++) {
        const row = o * strides[0] + i * dilations[0] - pads[0];
        for (let j = 0; j < kw; j++) {
          const column = p * strides[1] + j * dilations[1] - pads[1];
          const inside = row >= 0 && row < height && column >= 0 && column < width;
          indices.push(inside ? row * width + column : -1);
        }
      }
    }
  }
  return g.reshape(gatherPixels(x, indices), [batch, out[0], out[1], kh * kw * channels]);
}

/** Pixels of [B,H,W,C] by their place in the image, zeros for -1: [B,indices,C]. */
export function gatherPixels(x: g.Value, places: readonly number[]): g.Value {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const pixels = height * width;
  const image = g.reshape(x, [batch, pixels, channels]);
  const outside = places.includes(-1);
  const source = outside ? g.concat([image, g.splat(0, [batch, 1, channels], x.type)], 1) : image;
  return g.gather(source, g.int32s(places.map((place) => (place < 0 ? pixels : place))), 1);
}
