import { cloneNode, type Rule, type TypedArray, type Value } from '../graph/index.js';

const CONTENT_LIMIT = 1 << 16;
const COMMUTATIVE = new Set(['Add', 'Mul', 'Max', 'Min']);

/** Computes equal things once: nodes with the same operation, attributes and inputs (in either order for sums and products) become one, small constants with the same bytes too. */
export function commonSubexpressions(): Rule {
  const known = new Map<string, readonly Value[]>();
  const constants = new Map<string, Value>();
  const seen = new Map<Value, Value>();

  const canonical = (value: Value | null): Value | null => {
    if (value?.leaf?.kind !== 'constant' || value.leaf.data.length > CONTENT_LIMIT) return value;
    const found = seen.get(value) ?? firstLike(value, value.leaf.data);
    seen.set(value, found);
    return found;
  };

  const firstLike = (value: Value, data: TypedArray): Value => {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const key = `${value.type}[${value.shape}]${bytes.toString('base64')}`;
    const first = constants.get(key);
    if (first) return first;
    constants.set(key, value);
    return value;
  };

  return (node, inputs) => {
    const own = inputs.map(canonical);
    const ids = own.map((v) => v?.id ?? 0);
    if (node.domain === '' && COMMUTATIVE.has(node.op)) ids.sort((a, b) => a - b);
    const key = `${node.domain}:${node.op}(${ids})${JSON.stringify(node.attributes)}[${node.outputs[0]!.shape}]`;
    const first = known.get(key);
    if (first) return first;
    const same = own.every((value, i) => value === node.inputs[i]);
    const results = same ? node.outputs : cloneNode(node, own);
    known.set(key, results);
    return same ? null : results;
  };
}
