import * as g from '../graph/index.js';
import { ELEMENTWISE } from '../passes/simplify/elementwise-operations.js';
import {
  BROADCAST,
  divides,
  PARTIAL,
  SHARES,
  type Signature,
  type Split,
  shareShape,
  split,
} from './signature.js';

/** An input of a node: the value of the whole batch, and how the shares hold it. */
export interface Operand {
  readonly value: g.Value;
  readonly signature: Signature;
}

/** The first output of a node in the shares, and how to make it from the inputs there, where that is not the node as it is. */
export interface Derived {
  readonly signature: Signature;
  readonly make?: (inputs: readonly g.Value[]) => g.Value;
}

type Rule = (node: g.Node, operands: readonly Operand[]) => Derived | null;

/**
 * How the shares compute what a node computes of the whole batch; null where they cannot, each for itself. Nodes have one output,
 * and at least one operand is not broadcast.
 */
export function derive(node: g.Node, operands: readonly Operand[]): Derived | null {
  const rule =
    node.domain === ''
      ? (rules[node.op] ?? null)
      : node.domain === g.GANX_DOMAIN
        ? (convolutions[node.op] ?? null)
        : null;
  return rule?.(node, operands) ?? null;
}

const isSplit = (operand: Operand | undefined, axis: number): boolean =>
  operand?.signature.kind === 'split' && operand.signature.axis === axis;
const is = (operand: Operand | undefined, kind: Signature['kind']): boolean =>
  operand?.signature.kind === kind;
const splitOf = ({ signature }: Operand) => signature as Split;

/** Splits of operands that broadcast against each other must lie on the same axis, counted from the last. */
const elementwise: Rule = (node, operands) => {
  const cut = operands.filter((operand) => is(operand, 'split'));
  if (cut.length === 0) return linear(node, operands);
  const { rank } = node.outputs[0]!;
  const { value, signature } = cut[0]!;
  const fromLast = value.rank - (signature as Split).axis;
  const { segments } = signature as Split;
  const fits = operands.every((operand) => {
    const at = operand.value.rank - fromLast;
    if (is(operand, 'split')) return splitOf(operand).axis === at && splitOf(operand).segments === segments;
    return is(operand, 'broadcast') && (operand.value.shape[at] ?? 1) === 1;
  });
  return fits ? { signature: split(rank - fromLast, segments) } : null;
};

/** What may be done to each of the terms of a sum instead of to the sum. */
const linear: Rule = (node, operands) => {
  const [a, b] = operands;
  const partial = operands.filter((operand) => is(operand, 'partial')).length;
  const fits =
    node.op === 'Neg' ||
    ((node.op === 'Add' || node.op === 'Sub') && partial === 2) ||
    (node.op === 'Mul' && partial === 1) ||
    (node.op === 'Div' && is(a, 'partial') && is(b, 'broadcast'));
  return fits ? { signature: PARTIAL } : null;
};

/** Only moves elements: of a sum, those of its terms. */
const moving =
  (rule: Rule): Rule =>
  (node, operands) =>
    operands.every((operand) => !is(operand, 'split')) && is(operands[0], 'partial')
      ? { signature: PARTIAL }
      : is(operands[0], 'split') && operands.slice(1).every((operand) => is(operand, 'broadcast'))
        ? rule(node, operands)
        : null;

/** a @ b of matrices, with the axes of rows, terms and columns counted from the last. */
function product(
  node: g.Node,
  [a, b, c]: readonly Operand[],
  { row, termsOfA, termsOfB, column }: { row: number; termsOfA: number; termsOfB: number; column: number },
): Derived | null {
  const { rank } = node.outputs[0]!;
  const cutAt = (operand: Operand) => (is(operand, 'split') ? operand.value.rank - splitOf(operand).axis : 0);
  const [x, y] = [cutAt(a!), cutAt(b!)];
  const segments = x ? splitOf(a!).segments : y ? splitOf(b!).segments : 1;
  const free = (signature: Split): Derived | null => {
    const fromLast = rank - signature.axis;
    const fits = !c || (is(c, 'broadcast') && (c.value.shape[c.value.rank - fromLast] ?? 1) === 1);
    return fits ? { signature } : null;
  };
  if (x === row && is(b, 'broadcast')) return free(split(rank - 2, segments));
  if (y === column && is(a, 'broadcast')) return free(split(rank - 1, segments));
  if (x === termsOfA && y === termsOfB && splitOf(b!).segments === segments)
    return !c || is(c, 'partial') ? { signature: PARTIAL } : null;
  if (x > 2 || y > 2) return elementwise(node, [a!, b!]);
  const once = [a!, b!].filter((operand) => is(operand, 'partial')).length === 1;
  return once && !x && !y && (!c || is(c, 'partial')) ? { signature: PARTIAL } : null;
}

const gemm: Rule = (node, operands) => {
  const a = isSet(node, 'transA');
  const b = isSet(node, 'transB');
  return product(node, operands, {
    row: a ? 1 : 2,
    termsOfA: a ? 2 : 1,
    termsOfB: b ? 1 : 2,
    column: b ? 2 : 1,
  });
};

const matMul: Rule = (node, operands) =>
  operands.every(({ value }) => value.rank >= 2)
    ? product(node, operands, { row: 2, termsOfA: 1, termsOfB: 2, column: 1 })
    : null;

/** Keeps the axis, or joins it with what follows it, or takes it apart again. */
const reshape: Rule = (node, [x]) => {
  const { axis, segments } = splitOf(x!);
  const output = node.outputs[0]!;
  const before = g.sizeOf(x!.value.shape.slice(0, axis));
  const at = output.shape.findIndex(
    (length, i) => divides(length, segments) && g.sizeOf(output.shape.slice(0, i)) === before,
  );
  if (at === -1) return null;
  const signature = split(at, segments);
  return { signature, make: ([share]) => g.reshape(share!, shareShape(output.shape, signature)) };
};

const expand: Rule = (node, [x]) => {
  const { axis, segments } = splitOf(x!);
  const output = node.outputs[0]!;
  const signature = split(output.rank - x!.value.rank + axis, segments);
  return { signature, make: ([share]) => g.expand(share!, shareShape(output.shape, signature)) };
};

const transpose: Rule = (node, [x]) => {
  const { is: perm } = node.attributes.perm as { is: readonly number[] };
  return { signature: split(perm.indexOf(splitOf(x!).axis), splitOf(x!).segments) };
};

/** Batches one behind the other become segments. */
const concat: Rule = (node, operands) => {
  const axis = numberOf(node, 'axis');
  if (operands.every((operand) => is(operand, 'partial') || isZero(operand))) return { signature: PARTIAL };
  if (!operands.every((operand) => is(operand, 'split'))) return null;
  const first = splitOf(operands[0]!);
  if (!operands.every((operand) => isSplit(operand, first.axis))) return null;
  if (axis !== first.axis)
    return operands.every((operand) => splitOf(operand).segments === first.segments)
      ? { signature: first }
      : null;
  const lengths = operands.map((operand) => operand.value.shape[axis]! / splitOf(operand).segments);
  const segments = operands.reduce((sum, operand) => sum + splitOf(operand).segments, 0);
  return lengths.every((length) => length === lengths[0]) ? { signature: split(axis, segments) } : null;
};

/** Off the axis that is cut anything; on it whole segments. */
const slice: Rule = (node, [x, begin, end, axes, steps]) => {
  const { axis, segments } = splitOf(x!);
  const list = (operand: Operand | undefined) => listOf(operand?.value);
  const [begins, ends, of, by] = [list(begin), list(end), list(axes), list(steps)];
  if (!begins || !ends || !of || !by) return null;
  const at = of.indexOf(axis);
  if (at === -1) return { signature: split(axis, segments) };
  const length = x!.value.shape[axis]! / segments;
  const [from, to] = [begins[at]! / length, ends[at]! / length];
  if (by[at] !== 1 || !Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to <= from) return null;
  const cut = (bounds: number[]) => g.int64s(bounds.map((bound, i) => (i === at ? bound / SHARES : bound)));
  const signature = split(axis, to - from);
  return {
    signature,
    make: ([share]) =>
      g.makeNode(
        'Slice',
        [share!, cut(begins), cut(ends), axes!.value, steps!.value],
        [{ type: x!.value.type, shape: shareShape(node.outputs[0]!.shape, signature) }],
        {},
        '',
        node.origin,
      )[0]!,
  };
};

/** Sums over the batch are partial, and means of equal shares too, each a part of the mean. */
const sum: Rule = (node, [x, axesOperand]) => {
  const axes = listOf(axesOperand?.value);
  if (!axes) return null;
  if (is(x, 'partial')) return { signature: PARTIAL };
  const { axis, segments } = splitOf(x!);
  if (!axes.includes(axis)) {
    const kept = isSet(node, 'keepdims');
    return { signature: split(kept ? axis : axis - axes.filter((other) => other < axis).length, segments) };
  }
  if (node.op === 'ReduceSum') return { signature: PARTIAL };
  const { type, shape } = node.outputs[0]!;
  const mean = (inputs: readonly g.Value[]) =>
    g.makeNode(node.op, inputs, [{ type, shape }], node.attributes, '', node.origin)[0]!;
  return { signature: PARTIAL, make: (inputs) => g.mul(mean(inputs), g.num(1 / SHARES, node.outputs[0]!)) };
};

/** The largest or smallest element, or a softmax, of each sample. */
const alongOtherAxes: Rule = (node, operands) => {
  const [x, axes] = operands;
  if (!is(x, 'split')) return null;
  const over = axes ? listOf(axes.value) : [numberOf(node, 'axis')];
  const wrapped = over?.map((axis) => (axis < 0 ? axis + x!.value.rank : axis));
  if (!wrapped || wrapped.includes(splitOf(x!).axis)) return null;
  return node.op === 'Softmax' || node.op === 'LogSoftmax'
    ? { signature: x!.signature }
    : sum(node, operands);
};

const pool: Rule = (_, [x]) => (isSplit(x, 0) ? { signature: x!.signature } : null);

/** Samples pass filters by themselves; the gradient of a filter is a sum over them. */
const filtered: Rule = (_, [x, filter]) =>
  isSplit(x, 0) && is(filter, 'broadcast') ? { signature: x!.signature } : null;
const filterGrad: Rule = (_, [x, dy]) =>
  isSplit(x, 0) && isSplit(dy, 0) && splitOf(x!).segments === splitOf(dy!).segments
    ? { signature: PARTIAL }
    : null;

const convolutions: Readonly<Record<string, Rule>> = {
  Conv2D: filtered,
  Conv2DInputGrad: filtered,
  Conv2DFilterGrad: filterGrad,
};

const rules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries([...ELEMENTWISE].map((op) => [op, elementwise])),
  ...Object.fromEntries(
    ['Sign', 'Erf', 'Pow', 'PRelu', 'Where', 'Not', 'And', 'Or', 'IsNaN', 'Identity'].map((op) => [
      op,
      elementwise,
    ]),
  ),
  ...Object.fromEntries(
    ['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'].map((op) => [op, elementwise]),
  ),
  Gemm: gemm,
  MatMul: matMul,
  Reshape: moving(reshape),
  Expand: moving(expand),
  Transpose: moving(transpose),
  Concat: concat,
  Slice: moving(slice),
  ReduceSum: sum,
  ReduceMean: sum,
  ReduceMax: alongOtherAxes,
  ReduceMin: alongOtherAxes,
  Softmax: alongOtherAxes,
  LogSoftmax: alongOtherAxes,
  AveragePool: pool,
};

function isZero({ value, signature }: Operand): boolean {
  return signature === BROADCAST && g.splatNumber(value) === 0;
}

function listOf(value: g.Value | undefined): number[] | null {
  const data = g.constantData(value);
  return data && Array.from(data as BigInt64Array, Number);
}

function numberOf(node: g.Node, name: string): number {
  return (node.attributes[name] as { i: number }).i;
}

function isSet(node: g.Node, name: string): boolean {
  const attribute = node.attributes[name];
  return attribute !== undefined && 'i' in attribute && attribute.i === 1;
}
