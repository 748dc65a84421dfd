import * as g from '../graph/index.js';

/**
 * Adds a bias within the product that it belongs to:
 *
 *   add(a @ b, bias)    to  gemm(a, b, bias)
 *
 * where bias is [N] for a product [M,N], reshaped or not, and nobody else reads the product. That saves a trip through
 * memory, and ONNX Runtime can apply an activation that follows within the product too.
 */
export function productBias(outputs: readonly g.Value[]): g.Value[] {
  const reads = g.countReads(outputs);
  const readOnce = (value: g.Value | null): boolean => !!value && reads.get(value) === 1;

  return g.rewrite(outputs, (node, inputs) => {
    if (node.op !== 'Add' || node.domain !== '') return null;
    const shape = node.outputs[0]!.shape;
    for (const own of [0, 1] as const) {
      const [before, sum, bias] = [node.inputs[own]!, inputs[own]!, inputs[1 - own]!];
      const isReshaped = sum.node?.op === 'Reshape' && sum.node.domain === '';
      if (!readOnce(before) || (isReshaped && !readOnce(before.node!.inputs[0]!))) continue;
      const product = isReshaped ? sum.node!.inputs[0]!.node : sum.node;
      if (product?.op !== 'Gemm' || product.domain !== '' || product.inputs.length !== 2) continue;
      const [rows, columns] = product.outputs[0]!.shape as [number, number];
      const ofColumns = bias.shape.at(-1) === columns && g.sizeOf(bias.shape) === columns;
      if (!ofColumns || rows === 1 || shape.at(-1) !== columns || !g.sameShape(shape, sum.shape)) continue;
      const [a, b] = product.inputs as [g.Value, g.Value];
      const [biased] = g.cloneNode(product, [a, b, g.reshape(bias, [columns])]);
      return [g.reshape(biased!, shape)];
    }
    return null;
  });
}
