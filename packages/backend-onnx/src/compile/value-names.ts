import type { Value } from '../graph/index.js';

/** Names the values of a model as they come. */
export function valueNames(): (value: Value) => string {
  const names = new Map<Value, string>();
  return (value) => {
    const name = names.get(value) ?? `v${names.size}`;
    names.set(value, name);
    return name;
  };
}
