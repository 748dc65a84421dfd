import { collect, constantData, type Node, sizeOf, type Value } from '../graph/index.js';

/**
 * Elementwise regions at the end of a graph: optimizer updates, moving averages, clipping. ONNX Runtime computes such
 * chains one operation at a time, each a trip through memory; a region becomes one loop instead, run after the graph,
 * and writes variables in place.
 */

/** What WebAssembly SIMD has as one instruction. Reshape costs nothing there. */
const OPS = new Set([
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Min',
  'Max',
  'Sqrt',
  'Neg',
  'Abs',
  'Reciprocal',
  'Reshape',
]);

export interface Region {
  size: number;
  /** In order of computation, reshapes left out. */
  nodes: Node[];
  /** Arrays read, each of `size` elements: leaves, or values that the rest of the graph computes. */
  arrays: Value[];
  /** Single numbers read. */
  scalars: Value[];
  /** What the region computes that is asked for, and the variable that it becomes. */
  results: { value: Value; target: object }[];
}

export interface Update {
  value: Value;
  /** The variable: the key of its state leaf. */
  target: object;
}

/** WebAssembly engines allow functions 1000 parameters; a sum of more arrays than this stays in the graph. */
const MAX_OPERANDS = 500;

/** A reshaped value is its source as far as elements go. */
export function throughReshapes(value: Value): Value {
  let source = value;
  while (source.node?.op === 'Reshape' && source.node.domain === '') source = source.node.inputs[0]!;
  return source;
}

/**
 * Finds the regions that end in `updates`. `kept` are the other outputs of the graph; what they need stays in it.
 */
export function findRegions(updates: readonly Update[], kept: readonly Value[]): Region[] {
  const { nodes } = collect([...updates.map(({ value }) => value), ...kept]);
  const users = new Map<Value, Node[]>();
  for (const node of nodes) {
    for (const input of node.inputs) {
      if (!input) continue;
      const list = users.get(input);
      if (list) list.push(node);
      else users.set(input, [node]);
    }
  }
  const asked = new Set(updates.map(({ value }) => value));
  const outside = new Set(kept);
  const inside = new Set<Node>();
  for (const node of [...nodes].reverse()) {
    const output = node.outputs[0]!;
    const consumers = users.get(output) ?? [];
    if (
      isElementwise(node) &&
      !outside.has(output) &&
      (asked.has(output) || consumers.length > 0) &&
      consumers.every((user) => inside.has(user) && sizeOf(user.outputs[0]!.shape) === sizeOf(output.shape))
    ) {
      inside.add(node);
    }
  }
  return group(
    nodes.filter((node) => inside.has(node)),
    updates,
  );
}

function isElementwise(node: Node): boolean {
  const output = node.outputs[0]!;
  const size = sizeOf(output.shape);
  return (
    node.domain === '' &&
    OPS.has(node.op) &&
    output.type === 'float32' &&
    size > 0 &&
    operandsOf(node).every((input) => {
      const elements = sizeOf(input.shape);
      return elements === size || elements === 1;
    })
  );
}

/** Nodes that share an array, or overwrite one that another reads, belong together. */
function group(nodes: readonly Node[], updates: readonly Update[]): Region[] {
  const inside = new Set(nodes);
  const parents = new Map<object, object>();
  const root = (key: object): object => {
    let at = key;
    for (let up = parents.get(at); up; up = parents.get(at)) at = up;
    return at;
  };
  const join = (a: object, b: object) => {
    const [x, y] = [root(a), root(b)];
    if (x !== y) parents.set(x, y);
  };
  for (const node of nodes) {
    const output = node.outputs[0]!;
    for (const operand of operandsOf(node)) {
      if (isArray(operand, sizeOf(output.shape), inside)) join(output, identityOf(operand));
    }
  }
  for (const { value, target } of updates) if (value.node && inside.has(value.node)) join(value, target);

  const regions = new Map<object, Region>();
  for (const node of nodes) {
    const output = node.outputs[0]!;
    const key = root(output);
    const none = { size: sizeOf(output.shape), nodes: [], arrays: [], scalars: [], results: [] };
    const region: Region = regions.get(key) ?? none;
    regions.set(key, region);
    region.nodes.push(node);
  }
  for (const region of regions.values()) finish(region, inside, updates);
  return [...regions.values()].filter(
    ({ arrays, scalars, results }) => arrays.length + scalars.length + results.length <= MAX_OPERANDS,
  );
}

/** All leaves of one variable are the same array. */
function identityOf(value: Value): object {
  return value.leaf?.kind === 'state' ? value.leaf.key : value;
}

/** The second input of a Reshape is its shape. */
function operandsOf(node: Node): readonly Value[] {
  return node.op === 'Reshape' ? [node.inputs[0]!] : (node.inputs as readonly Value[]);
}

/** A number stands for all elements, also in a region of one element, unless the region computes or stores it. */
function isArray(value: Value, size: number, inside: ReadonlySet<Node>): boolean {
  if (value.node && inside.has(value.node)) return true;
  if (size > 1) return sizeOf(value.shape) > 1;
  return value.leaf?.kind === 'state';
}

function finish(region: Region, inside: ReadonlySet<Node>, updates: readonly Update[]): void {
  const arrays = new Set<Value>();
  const scalars = new Set<Value>();
  for (const node of region.nodes) {
    for (const operand of operandsOf(node)) {
      if (operand.node && inside.has(operand.node)) continue;
      (isArray(operand, region.size, inside) ? arrays : scalars).add(operand);
    }
  }
  const own = new Set(region.nodes);
  region.arrays = [...arrays];
  region.scalars = [...scalars];
  region.results = updates.filter(({ value }) => value.node && own.has(value.node));
}

/** Whether a scalar is known when the kernel is made. */
export function fixedNumber(value: Value): number | null {
  const data = constantData(value);
  return data && data.length === 1 ? Number(data[0]) : null;
}
