import * as g from '../../graph/index.js';

/**
 * TensorFlow.js writes the gradients of relu and leaky relu as choices between arrays. ONNX Runtime chooses by making
 * two masked copies and merging them; one product with the slope at each element costs a third.
 *
 *   dy * step(x)                    to  dy * (x > 0)
 *   where(x > 0, dy, alpha * dy)    to  dy * max(x > 0, alpha)      for 0 <= alpha <= 1
 *
 * The slope is 0, 1 or alpha exactly, so no bit changes. Where x is not a number the forward pass has shown it already.
 */
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
    if (x) return [g.mul(dy, g.cast(g.compare('Greater', x, g.scalar(0)), 'float32'))];
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
  if (!x || scaled.node?.op !== 'Mul' || !g.sameShape(x.shape, dy.shape)) return null;
  const [a, b] = scaled.node.inputs as [g.Value, g.Value];
  const factor = a === dy ? b : b === dy ? a : null;
  const alpha = factor && g.splatNumber(factor);
  if (alpha === null || alpha < 0 || alpha > 1) return null;
  const mask = g.cast(condition, 'float32');
  return [g.mul(dy, g.binary('Max', mask, g.scalar(alpha)))];
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
