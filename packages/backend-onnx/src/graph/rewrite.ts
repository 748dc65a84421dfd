import { collect } from './topology.js';
import { makeNode, type Node, type Value } from './value.js';

/**
 * Replaces a node, or returns null to leave it. `inputs` are the node's inputs after rewriting; new nodes must be made
 * from those.
 */
export type Rule = (node: Node, inputs: readonly (Value | null)[]) => readonly Value[] | null;

/** One walk over all that `outputs` need, inputs first. The given graph is not changed. */
export function rewrite(outputs: readonly Value[], rule: Rule): Value[] {
  const replaced = new Map<Value, Value>();
  const current = (value: Value) => replaced.get(value) ?? value;
  for (const node of collect(outputs).nodes) {
    let changed = false;
    const inputs = node.inputs.map((input) => {
      if (!input) return null;
      const now = current(input);
      if (now !== input) changed = true;
      return now;
    });
    const results = rule(node, inputs) ?? (changed ? cloneNode(node, inputs) : null);
    if (results) for (const [i, output] of node.outputs.entries()) replaced.set(output, results[i]!);
  }
  return outputs.map(current);
}

export function cloneNode(node: Node, inputs: readonly (Value | null)[]): Value[] {
  return makeNode(node.op, inputs, node.outputs, node.attributes, node.domain, node.origin);
}
