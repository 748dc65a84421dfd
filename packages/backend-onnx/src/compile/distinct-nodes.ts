import { identity } from '../backend.js';
import type { Value } from '../graph/index.js';

/** Graph outputs must be computed by nodes, each by its own. */
export function distinctNodes(values: readonly Value[]): Value[] {
  const seen = new Set<Value>();
  return values.map((value) => {
    const output = value.leaf || seen.has(value) ? identity(value) : value;
    seen.add(output);
    return output;
  });
}
