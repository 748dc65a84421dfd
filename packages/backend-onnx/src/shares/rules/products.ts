import type * as g from '../../graph/index.js';
import { PARTIAL, type Split, split } from '../signature.js';
import { elementwise } from './elementwise.js';
import { type Derived, is, isSet, type Operand, type Rule, splitOf } from './rule.js';

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

export const gemm: Rule = (node, operands) => {
  const a = isSet(node, 'transA');
  const b = isSet(node, 'transB');
  return product(node, operands, {
    row: a ? 1 : 2,
    termsOfA: a ? 2 : 1,
    termsOfB: b ? 1 : 2,
    column: b ? 2 : 1,
  });
};

export const matMul: Rule = (node, operands) =>
  operands.every(({ value }) => value.rank >= 2)
    ? product(node, operands, { row: 2, termsOfA: 1, termsOfB: 2, column: 1 })
    : null;
