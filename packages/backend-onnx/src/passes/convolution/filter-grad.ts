import * as g from '../../graph/index.js';
import { gatherPatches, im2col } from './im2col.js';

/** Patches transposed times dy: one matrix product for the whole batch. */
export function filterGradByPatches(
  x: g.Value,
  dy: g.Value,
  geometry: g.ConvGeometry,
  filterShape: g.Shape,
  patchesOf = im2col,
): g.Value {
  const [kh, kw, c, f] = filterShape as [number, number, number, number];
  const [b, oh, ow] = dy.shape as [number, number, number, number];
  const rows = b * oh * ow;
  const patches = g.reshape(patchesOf(x, [kh, kw], geometry, [oh, ow]), [rows, kh * kw * c]);
  return g.reshape(g.matMul(patches, g.reshape(dy, [rows, f]), { transposeA: true }), filterShape);
}

/** For few channels. The patches are those of the forward pass, so they are made once. */
export function filterGradByGather(
  x: g.Value,
  dy: g.Value,
  geometry: g.ConvGeometry,
  filterShape: g.Shape,
): g.Value {
  return filterGradByPatches(x, dy, geometry, filterShape, gatherPatches);
}

/** Grouped filters, one input channel per group: every tap is a sum over the batch and the positions. */
export function filterGradDepthwise(
  x: g.Value,
  dy: g.Value,
  geometry: g.ConvGeometry,
  filterShape: g.Shape,
): g.Value {
  const [kh, kw, , f] = filterShape as [number, number, number, number];
  const [b, oh, ow] = dy.shape as [number, number, number, number];
  const channels = geometry.groups;
  const multiplier = f / channels;
  const patches = g.reshape(im2col(x, [kh, kw], geometry, [oh, ow]), [b, oh, ow, kh * kw, channels, 1]);
  const spread = g.reshape(dy, [b, oh, ow, 1, channels, multiplier]);
  return g.reshape(g.reduce('ReduceSum', g.mul(patches, spread), [0, 1, 2]), filterShape);
}
