import * as g from '../../graph/index.js';
import { ELEMENTWISE } from '../../passes/simplify/elementwise-operations.js';
import { elementwise } from './elementwise.js';
import { movement } from './movement.js';
import { gemm, matMul } from './products.js';
import { alongOtherAxes, sum } from './reductions.js';
import type { Derived, Operand, Rule } from './rule.js';
import { filtered, filterGrad, pool } from './samples.js';

export type { Derived, Operand } from './rule.js';

/**
 * How the shares compute what a node computes of the whole batch; null where they cannot, each for itself. Nodes have one output,
 * and at least one operand is not broadcast.
 */
export function derive(node: g.Node, operands: readonly Operand[]): Derived | null {
  return rulesOf[node.domain]?.[node.op]?.(node, operands) ?? null;
}

/** Elementwise too, besides those that the passes know. */
const MORE_ELEMENTWISE =
  'Sign Erf Pow PRelu Where Not And Or IsNaN Identity Equal Greater GreaterOrEqual Less LessOrEqual'.split(
    ' ',
  );

/** By domain and operation. */
const rulesOf: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  '': {
    ...Object.fromEntries([...ELEMENTWISE, ...MORE_ELEMENTWISE].map((op) => [op, elementwise])),
    ...movement,
    Gemm: gemm,
    MatMul: matMul,
    ReduceSum: sum,
    ReduceMean: sum,
    ReduceMax: alongOtherAxes,
    ReduceMin: alongOtherAxes,
    Softmax: alongOtherAxes,
    LogSoftmax: alongOtherAxes,
    AveragePool: pool,
  },
  [g.GANX_DOMAIN]: { Conv2D: filtered, Conv2DInputGrad: filtered, Conv2DFilterGrad: filterGrad },
};
