import * as g from '../../graph/index.js';

/**
 * TensorFlow.js writes the gradients of relu and leaky relu as choices between arrays. ONNX Runtime chooses by making
 * two masked copies and merging them; one product with the slope at each element costs a third.
 *
 *   dy * step(x)                    to  dy * positive(x)
 *   where(x > 0, dy, alpha * dy)    to  dy * max(positive(x), alpha)      for 0 <= alpha <= 1
 *
 * with positive(x) = min(max(LARGEST * x, 0), 1), one pass as a HardSigmoid where a comparison and a cast are two. It is 0
 * or 1 exactly, so no bit changes, except for subnormal x (below 1.2e-38), where it may lie between: at the kink any
 * slope between is a subgradient. Where x is not a number the forward pass has shown it already.
 */
const LARGEST = 3.4028234663852886e38;

function positive(x: g.Value): g.Value {
  return g.unary('HardSigmoid', x, { alpha: { f: LARGEST }, beta: { f: 0 } });
}

export function isPositiveMask({ op, domain, attributes }: g.Node): boolean {
  return op === 'HardSigmoid' && domain === '' && (attributes.alpha as { f: number }).f === LARGEST;
}

export const activationGradients: g.Rule = (node, inputs) => {
  if (node.domain !== '') return null;
  if (node.op === 'Mul') return stepProduct(inputs as [g.Value, g.Value]);
  if (node.op === 'Where') return leakyChoice(inputs as [g.Value, g.Value, g.Value]);
  return null;
};

function stepProduct([a, b]: [g.Value, g.Value]): g.Value[] | null {
  for (const [step, dy] of [
    [a, b],
    [b, a],
  ] as const) {
    const x = steppedValue(step);
    if (x) return [g.mul(dy, positive(x))];
  }
  return null;
}

/** The x of where(isNaN(x), x, where(x > 0, 1, 0)), which is how the Step kernel records it. */
function steppedValue(value: g.Value): g.Value | null {
  const outer = choice(value);
  if (!outer) return null;
  const [test, x, inner] = outer;
  if (test.node?.op !== 'IsNaN' || test.node.inputs[0] !== x) return null;
  const parts = choice(inner);
  if (!parts || g.splatNumber(parts[1]) !== 1 || g.splatNumber(parts[2]) !== 0) return null;
  return isPositive(parts[0]) === x ? x : null;
}

function leakyChoice([condition, dy, scaled]: [g.Value, g.Value, g.Value]): g.Value[] | null {
  const x = isPositive(condition);
  const product = unshaped(scaled).node;
  if (!x || product?.op !== 'Mul' || !g.sameShape(x.shape, dy.shape)) return null;
  const [a, b] = product.inputs as [g.Value, g.Value];
  const source = unshaped(dy);
  const factor = a === dy || a === source ? b : b === dy || b === source ? a : null;
  const alpha = factor && g.splatNumber(factor);
  if (alpha === null || alpha < 0 || alpha > 1) return null;
  return [g.mul(dy, g.binary('Max', positive(x), g.scalar(alpha)))];
}

function unshaped(value: g.Value): g.Value {
  return value.node?.op === 'Reshape' && value.node.domain === '' ? value.node.inputs[0]! : value;
}

function choice(value: g.Value): [g.Value, g.Value, g.Value] | null {
  return value.node?.op === 'Where' && value.node.domain === ''
    ? (value.node.inputs as [g.Value, g.Value, g.Value])
    : null;
}

/** The x of x > 0. */
function isPositive(condition: g.Value): g.Value | null {
  const node = condition.node;
  if (node?.op !== 'Greater') return null;
  const [x, zero] = node.inputs as [g.Value, g.Value];
  return g.splatNumber(zero) === 0 && x.type === 'float32' ? x : null;
}
