import * as g from '../graph/index.js';

/**
 * Factors of few elements, one per channel say, meet each other before the array that they scale:
 *
 *   (x * a) * b        to  x * (a * b)       where a * b has fewer elements than x
 *   (x * m) * s        to  x * (m * s)       where m is a mask of random bits and s a number
 *
 * A dropout's mask is scaled once then, for the forward pass and the gradient. Rounds at other places than the given order, by a
 * unit in the last place.
 */
export const channelFactors: g.Rule = (node, inputs) => {
  const output = node.outputs[0]!;
  if (node.op !== 'Mul' || node.domain !== '' || output.type !== 'float32') return null;
  const [left, right] = inputs as [g.Value, g.Value];
  for (const [scaled, factor] of [
    [left, right],
    [right, left],
  ] as const) {
    const rescaled = scaledMask(scaled, factor);
    if (rescaled) return rescaled;
    if (scaled.node?.op !== 'Mul' || scaled.node.domain !== '') continue;
    if (!g.sameShape(scaled.shape, output.shape)) continue;
    const [a, b] = scaled.node.inputs as [g.Value, g.Value];
    for (const [x, own] of [
      [a, b],
      [b, a],
    ] as const) {
      if (!g.sameShape(x.shape, output.shape)) continue;
      const both = g.broadcastShapes(own.shape, factor.shape);
      if (g.sizeOf(both) < g.sizeOf(output.shape) || (isMask(own) && g.splatNumber(factor) !== null))
        return [g.mul(x, g.mul(own, factor))];
    }
  }
  return null;
};

/** reshape(x * s) * m, the gradient on its way back through the dropout of a flattened array. */
function scaledMask(scaled: g.Value, mask: g.Value): g.Value[] | null {
  if (!isMask(mask)) return null;
  const isReshaped = scaled.node?.op === 'Reshape' && scaled.node.domain === '';
  const product = (isReshaped ? scaled.node!.inputs[0]! : scaled).node;
  if (product?.op !== 'Mul' || product.domain !== '') return null;
  const [x, scale] = product.inputs as [g.Value, g.Value];
  if (scale.rank > 0 || g.splatNumber(scale) === null) return null;
  return [g.mul(g.reshape(x, scaled.shape), g.mul(mask, scale))];
}

function isMask(value: g.Value): boolean {
  const bits = value.node?.op === 'Cast' ? value.node.inputs[0]! : null;
  return bits?.type === 'bool' && bits.leaf?.kind === 'host';
}
