import { cloneNode, rewrite, type Value } from '../graph/index.js';

/** The same computation of other leaves. */
export function replaceLeaves(outputs: readonly Value[], others: ReadonlyMap<Value, Value>): Value[] {
  const replaced = (value: Value | null) => (value && others.get(value)) ?? value;
  return rewrite(outputs, (node, inputs) =>
    inputs.some((input) => input && others.has(input)) ? cloneNode(node, inputs.map(replaced)) : null,
  ).map((value) => replaced(value)!);
}
