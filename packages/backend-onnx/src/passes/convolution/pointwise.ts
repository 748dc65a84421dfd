import * as g from '../../graph/index.js';

/** Convolutions whose filter is a single pixel and touches each pixel of the image once: plain matrix products over the channels. */
export function isPointwise({ strides, pads, groups }: g.ConvGeometry, [kh, kw]: g.Shape): boolean {
  return groups === 1 && kh === 1 && kw === 1 && strides.every((s) => s === 1) && pads.every((p) => p === 0);
}

/** [B,H,W,C] as [B*H*W,C]. */
const pixelsOf = (x: g.Value): g.Value => g.reshape(x, [g.sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
const matrixOf = (filter: g.Value): g.Value => g.reshape(filter, filter.shape.slice(2));

export function convPointwise(
  x: g.Value,
  filter: g.Value,
  _geometry: g.ConvGeometry,
  outShape: g.Shape,
  epilogue = g.NO_EPILOGUE,
): g.Value {
  const product = g.matMulAdd(pixelsOf(x), matrixOf(filter), epilogue.bias);
  return g.reshape(g.activate(product, epilogue), outShape);
}

export function inputGradPointwise(
  dy: g.Value,
  filter: g.Value,
  _geometry: g.ConvGeometry,
  xShape: g.Shape,
  epilogue = g.NO_EPILOGUE,
): g.Value {
  const product = g.matMulAdd(pixelsOf(dy), matrixOf(filter), epilogue.bias, { transposeB: true });
  return g.reshape(g.activate(product, epilogue), xShape);
}

export function filterGradPointwise(
  x: g.Value,
  dy: g.Value,
  _geometry: g.ConvGeometry,
  filterShape: g.Shape,
): g.Value {
  return g.reshape(g.matMul(pixelsOf(x), pixelsOf(dy), { transposeA: true }), filterShape);
}
