import { collect, constantData, type Node, type Value } from '../graph/index.js';

/** Sizes that no layer has, so that a number that moves with the batch is not taken for one that stays. */
export const probeBatches = [1009, 1013, 1021] as const;

/** An int64 constant of a graph that depends on the batch: `offset + slope * batch`, element by element. */
export interface BatchConstant {
  readonly value: Value;
  readonly offset: readonly bigint[];
  readonly slope: readonly bigint[];
}

export type BatchAxis =
  | {
      readonly dynamic: true;
      readonly constants: readonly BatchConstant[];
      /** Whether an axis of a value grows with the batch; others keep their size. */
      readonly grows: (value: Value, axis: number) => boolean;
    }
  | { readonly dynamic: false; readonly reason: string };

/**
 * Compares the same function traced for three batches, and says how its graph depends on the batch. Shapes are numbers
 * in a traced graph; those that move must do so in a straight line, which three points on it show. Anything else (other
 * operations, other attributes, data that depends on the batch) ties the graph to its batch.
 */
export function findBatchAxis(graphs: readonly [readonly Value[], ...(readonly Value[])[]]): BatchAxis {
  const traced = graphs.map((outputs) => collect(outputs));
  const [first, ...others] = traced as [ReturnType<typeof collect>, ...ReturnType<typeof collect>[]];
  const twins = new Map<Value, Value[]>();
  const differs = (reason: string): BatchAxis => ({ dynamic: false, reason });
  for (const [index, leaf] of first.leaves.entries()) {
    const alike = others.map(({ leaves }) => leaves[index]);
    if (!alike.every((other) => other?.leaf?.kind === leaf.leaf!.kind)) return differs('it reads other data');
    twins.set(leaf, alike as Value[]);
  }
  for (const [index, node] of first.nodes.entries()) {
    const alike = others.map(({ nodes }) => nodes[index]);
    const sameInputs = (other: Node, which: number) =>
      node.inputs.every((input, i) => (input ? twins.get(input)![which] : null) === other.inputs[i]);
    if (!alike.every((other, which) => other && sameForm(node, other) && sameInputs(other, which)))
      return differs(`${node.origin || node.op} is computed in another way`);
    for (const [i, output] of node.outputs.entries())
      twins.set(
        output,
        alike.map((other) => other!.outputs[i]!),
      );
  }
  const constants: BatchConstant[] = [];
  for (const leaf of first.leaves) {
    const data = [leaf, ...twins.get(leaf)!].map(constantData);
    if (!data[0] || data.every((own) => sameBytes(own!, data[0]!))) continue;
    const lines = leaf.type === 'int64' ? straightLines(data as BigInt64Array[]) : undefined;
    if (!lines) return differs('a constant in it depends on the batch');
    constants.push({ value: leaf, ...lines });
  }
  return {
    dynamic: true,
    constants,
    grows: (value, axis) => twins.get(value)!.some((other) => other.shape[axis] !== value.shape[axis]),
  };
}

function sameForm(a: Node, b: Node): boolean {
  return (
    a.op === b.op &&
    a.domain === b.domain &&
    a.inputs.length === b.inputs.length &&
    JSON.stringify(a.attributes) === JSON.stringify(b.attributes)
  );
}

function sameBytes(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  return a.length === b.length && Array.prototype.every.call(a, (value, i) => Object.is(value, b[i]));
}

function straightLines(data: readonly BigInt64Array[]): { offset: bigint[]; slope: bigint[] } | undefined {
  const [x0, x1, x2] = probeBatches.map(BigInt) as [bigint, bigint, bigint];
  const [y0, y1, y2] = data as [BigInt64Array, BigInt64Array, BigInt64Array];
  if (y1.length !== y0.length || y2.length !== y0.length) return undefined;
  const slope = Array.from(y0, (value, i) => (y1[i]! - value) / (x1 - x0));
  const offset = Array.from(y0, (value, i) => value - slope[i]! * x0);
  const fits = (y: BigInt64Array, x: bigint) => y.every((value, i) => value === offset[i]! + slope[i]! * x);
  return fits(y1, x1) && fits(y2, x2) ? { offset, slope } : undefined;
}
