import * as g from '../../graph/index.js';
import { BROADCAST, divides, PARTIAL, SHARES, shareShape, split } from '../signature.js';
import { is, isSplit, listOf, numberOf, type Operand, type Rule, splitOf } from './rule.js';

/** Only moves elements: of a sum, those of its terms. */
const moving =
  (rule: Rule): Rule =>
  (node, operands) =>
    operands.every((operand) => !is(operand, 'split')) && is(operands[0], 'partial')
      ? { signature: PARTIAL }
      : is(operands[0], 'split') && operands.slice(1).every((operand) => is(operand, 'broadcast'))
        ? rule(node, operands)
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

function isZero({ value, signature }: Operand): boolean {
  return signature === BROADCAST && g.splatNumber(value) === 0;
}

export const movement: Readonly<Record<string, Rule>> = {
  Reshape: moving(reshape),
  Expand: moving(expand),
  Transpose: moving(transpose),
  Slice: moving(slice),
  Concat: concat,
};
