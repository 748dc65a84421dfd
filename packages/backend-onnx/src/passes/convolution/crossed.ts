import * as g from '../../graph/index.js';
import { gatherPixels } from './im2col.js';

type Shape4 = [number, number, number, number];

/**
 * The gradient of a filter as one product of two kinds of patches, for few channels:
 *
 *   dW[(a,j,c), (t,f)] = sum over n, r, o of  x[n, s r + a - top, s o + j - left, c] * dy[n, r - t, o, f]
 *
 * with the filter's row k = s t + a, for stride s. The taps along the width come from x, those along the height from dy, so that
 * the product is [KW*C, KH*F] for stride 1. Patches of x alone make it [KH*KW*C, F]: as many terms, but a product so narrow that each
 * term brings three times the memory. Rows outside either image are zeros.
 */
export function filterGradCrossed(
  x: g.Value,
  dy: g.Value,
  geometry: g.ConvGeometry,
  filterShape: g.Shape,
): g.Value {
  const [kh, kw, c, f] = filterShape as Shape4;
  const [batch, height, width] = x.shape as Shape4;
  const [, oh, ow] = dy.shape as Shape4;
  const [stride, across] = geometry.strides;
  const [top, left] = geometry.pads;
  const turns = Math.ceil(kh / stride);
  const rows = oh + turns - 1;
  const ofX: number[] = [];
  const ofDy: number[] = [];
  const pixel = (row: number, column: number, [h, w]: readonly [number, number]) =>
    row >= 0 && row < h && column >= 0 && column < w ? row * w + column : -1;
  for (let r = 0; r < rows; r++) {
    for (let o = 0; o < ow; o++) {
      for (let a = 0; a < stride; a++)
        for (let j = 0; j < kw; j++)
          ofX.push(pixel(stride * r + a - top, across * o + j - left, [height, width]));
      for (let t = 0; t < turns; t++) ofDy.push(pixel(r - t, o, [oh, ow]));
    }
  }
  const terms = batch * rows * ow;
  const patches = g.reshape(gatherPixels(x, ofX), [terms, stride * kw * c]);
  const right = g.reshape(gatherPixels(dy, ofDy), [terms, turns * f]);
  const product = g.matMul(patches, right, { transposeA: true });
  const parts = g.transpose(g.reshape(product, [stride, kw * c, turns, f]), [2, 0, 1, 3]);
  const whole = g.reshape(parts, [turns * stride, kw, c, f]);
  return g.slice(whole, { begin: [0, 0, 0, 0], end: [kh, kw, c, f] });
}
