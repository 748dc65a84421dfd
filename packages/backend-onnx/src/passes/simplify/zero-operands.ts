import * as g from '../../graph/index.js';

/** Zero where any of these inputs is: products and what is linear in one operand. */
const ZERO_WHERE_ANY: Readonly<Record<string, readonly number[]>> = {
  Mul: [0, 1],
  Conv2D: [0, 1],
  Conv2DInputGrad: [0, 1],
  Conv2DFilterGrad: [0, 1],
  Gemm: [0, 1],
  MatMul: [0, 1],
  Neg: [0],
  Relu: [0],
  ReduceSum: [0],
  ReduceMean: [0],
  Transpose: [0],
  Slice: [0],
  Gather: [0],
};

/** May add a third input to their product. */
const WITH_BIAS = new Set(['Conv2D', 'Conv2DInputGrad', 'Gemm']);

/** Zero where all inputs are that hold numbers. */
const ZERO_WHERE_ALL: Readonly<Record<string, (inputs: readonly g.Value[]) => readonly g.Value[]>> = {
  Add: (inputs) => inputs,
  Sub: (inputs) => inputs,
  Concat: (inputs) => inputs,
  Where: ([, a, b]) => [a!, b!],
  Pad: ([x, , value]) => [x!, value!],
};

/**
 * What is computed from zeros is zeros:
 *
 *   conv2d(0, filter), 0 * x, sum(0)      to  0, spread to the shape of the result
 *
 * The second derivative of relu and leaky relu is 0, so a penalty on a critic's slope asks for a whole backward pass of zeros
 * through the layers that made the activations. (0 * x is 0 also where x is not a number: the forward pass has shown it already.)
 */
export const zeroOperands: g.Rule = (node, inputs) => {
  const output = node.outputs[0]!;
  if (node.outputs.length !== 1 || output.type !== 'float32') return null;
  if (node.domain !== '' && node.domain !== g.GANX_DOMAIN) return null;
  const isZero = (value: g.Value | null | undefined) => !!value && g.splatNumber(value) === 0;
  const hasMore = node.attributes.activation || (WITH_BIAS.has(node.op) && inputs[2]);
  const any = ZERO_WHERE_ANY[node.op]?.some((i) => isZero(inputs[i])) && !hasMore;
  const all = ZERO_WHERE_ALL[node.op]?.(inputs as readonly g.Value[]).every(isZero);
  return any || all ? [g.splat(0, output.shape, output.type)] : null;
};
