import type { Value } from '../graph/index.js';
import type { TracedGraph } from './trace.js';

/** All that a traced graph is asked for: new values of variables, then outputs. */
export function resultsOf({ updates, outputs }: TracedGraph): Value[] {
  return [...updates, ...outputs].map(({ value }) => value);
}

/** The same graph, its results computed in another way. */
export function withResults(graph: TracedGraph, results: readonly Value[]): TracedGraph {
  const count = graph.updates.length;
  return {
    ...graph,
    updates: graph.updates.map((update, i) => ({ ...update, value: results[i]! })),
    outputs: graph.outputs.map((output, i) => ({ ...output, value: results[count + i]! })),
  };
}
