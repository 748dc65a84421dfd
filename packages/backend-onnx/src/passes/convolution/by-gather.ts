import * as g from '../../graph/index.js';
import { gatherPatches } from './im2col.js';

/** All patches times the filter, for few channels: one product, which takes in bias and activation. */
export function convByGather(
  x: g.Value,
  filter: g.Value,
  geometry: g.ConvGeometry,
  outShape: g.Shape,
  epilogue = g.NO_EPILOGUE,
): g.Value {
  const [batch, oh, ow, f] = outShape as [number, number, number, number];
  const [kh, kw, c] = filter.shape as [number, number, number, number];
  const terms = kh * kw * c;
  const patches = g.reshape(gatherPatches(x, [kh, kw], geometry, [oh, ow]), [batch * oh * ow, terms]);
  const product = g.matMulAdd(patches, g.reshape(filter, [terms, f]), epilogue.bias);
  return g.reshape(g.activate(product, epilogue), outShape);
}
