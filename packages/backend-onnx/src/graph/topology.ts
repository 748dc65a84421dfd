import type { Node, Value } from './value.js';

export interface Topology {
  /** Every node needed, inputs before users. */
  nodes: Node[];
  /** Every leaf reached, in the order of first use. */
  leaves: Value[];
}

/** What computing `outputs` needs; what nothing asks for is not in it. Iterative: graphs may be thousands of nodes deep. */
export function collect(outputs: readonly Value[]): Topology {
  const nodes: Node[] = [];
  const leaves: Value[] = [];
  const seenValues = new Set<Value>();
  const done = new Set<Node>();
  const open = new Map<Node, number>();
  const stack: Node[] = [];

  const enter = (value: Value) => {
    if (value.leaf) {
      if (!seenValues.has(value)) {
        seenValues.add(value);
        leaves.push(value);
      }
    } else if (value.node && !done.has(value.node) && !open.has(value.node)) {
      open.set(value.node, 0);
      stack.push(value.node);
    }
  };

  for (const output of outputs) {
    enter(output);
    while (stack.length > 0) {
      const node = stack[stack.length - 1]!;
      const next = open.get(node)!;
      if (next < node.inputs.length) {
        open.set(node, next + 1);
        const input = node.inputs[next];
        if (input) enter(input);
      } else {
        stack.pop();
        open.delete(node);
        done.add(node);
        nodes.push(node);
      }
    }
  }
  return { nodes, leaves };
}
