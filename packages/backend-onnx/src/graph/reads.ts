import { collect } from './topology.js';
import type { Value } from './value.js';

/** How often each value is read by what `outputs` need, or asked for itself. */
export function countReads(outputs: readonly Value[]): Map<Value, number> {
  const reads = new Map<Value, number>();
  const read = (value: Value | null) => value && reads.set(value, (reads.get(value) ?? 0) + 1);
  for (const { inputs } of collect(outputs).nodes) inputs.forEach(read);
  outputs.forEach(read);
  return reads;
}
