import * as g from '../graph/index.js';

/** Activations that ONNX Runtime applies within a convolution or a product while the result is in the cache. */
const FUSED = new Set(['LeakyRelu', 'Relu', 'Sigmoid', 'Tanh']);

/**
 * Hands a convolution, transposed ones included, the bias and the activation that follow it, where nobody else reads what is between:
 *
 *   leaky_relu(conv2d(x, filter) + bias)    to  conv2d(x, filter, bias, leaky_relu)
 *
 * bias is [F]. How a convolution is lowered decides where they cost least: within its products, before rows are put together and
 * axes moved.
 */
export function convolutionEpilogue(outputs: readonly g.Value[]): g.Value[] {
  const reads = g.countReads(outputs);
  return g.rewrite(outputs, (node, inputs) => {
    if (node.domain !== '') return null;
    if (node.op === 'Add') {
      for (const own of [0, 1] as const) {
        const [sum, bias] = [inputs[own]!, inputs[1 - own]!];
        const conv = convolutionOf(sum);
        const channels = sum.shape.at(-1);
        if (conv?.inputs.length !== 2 || reads.get(node.inputs[own]!) !== 1) continue;
        if (bias.rank !== 1 || bias.shape[0] !== channels || conv.attributes.activation) continue;
        return g.cloneNode(conv, [...conv.inputs, bias]);
      }
    }
    if (FUSED.has(node.op) && reads.get(node.inputs[0]!) === 1) {
      const conv = convolutionOf(inputs[0]!);
      if (conv && !conv.attributes.activation) return g.activatedConv2d(conv, node);
    }
    return null;
  });
}

function convolutionOf(value: g.Value): g.Node | null {
  const { node } = value;
  const isConvolution = node?.op === 'Conv2D' || node?.op === 'Conv2DInputGrad';
  return isConvolution && node.domain === g.GANX_DOMAIN ? node : null;
}
