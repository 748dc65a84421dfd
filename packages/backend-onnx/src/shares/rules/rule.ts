import * as g from '../../graph/index.js';
import type { Signature, Split } from '../signature.js';

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

export type Rule = (node: g.Node, operands: readonly Operand[]) => Derived | null;

export const isSplit = (operand: Operand | undefined, axis: number): boolean =>
  operand?.signature.kind === 'split' && operand.signature.axis === axis;
export const is = (operand: Operand | undefined, kind: Signature['kind']): boolean =>
  operand?.signature.kind === kind;
export const splitOf = ({ signature }: Operand) => signature as Split;

/** Numbers of a constant; null where it is none. */
export function listOf(value: g.Value | undefined): number[] | null {
  const data = g.constantData(value);
  return data && Array.from(data as BigInt64Array, Number);
}

export function numberOf(node: g.Node, name: string): number {
  return (node.attributes[name] as { i: number }).i;
}

export function isSet(node: g.Node, name: string): boolean {
  const attribute = node.attributes[name];
  return attribute !== undefined && 'i' in attribute && attribute.i === 1;
}
