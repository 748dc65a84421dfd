import * as g from '../graph/index.js';
import { Evaluator } from '../session/evaluate.js';

/** Results above this many elements stay in the graph: computing them costs less than carrying them in the model. */
const MAX_ELEMENTS = 1 << 14;
/** Spread-out numbers stay as they are: the operations that read them broadcast by themselves. */
const SPREADING = new Set(['Expand', 'Tile', 'Identity']);

/**
 * Computes now what depends on constants alone, with the same kernels that would compute it at every run, so that no
 * bit changes. Only the outermost such values become constants; what they are made of leaves the graph.
 */
export function foldConstants(outputs: readonly g.Value[]): g.Value[] {
  const constant = new Set<g.Value>();
  const isConstant = (value: g.Value | null) =>
    !value || constant.has(value) || g.constantData(value) !== null;
  const needed = new Set<g.Value>();
  const ask = (value: g.Value | null) => {
    if (value && constant.has(value)) needed.add(value);
  };
  for (const node of g.collect(outputs).nodes) {
    const folds =
      node.domain === '' &&
      !SPREADING.has(node.op) &&
      node.inputs.every(isConstant) &&
      node.outputs.every((output) => g.sizeOf(output.shape) <= MAX_ELEMENTS);
    if (folds) for (const output of node.outputs) constant.add(output);
    else node.inputs.forEach(ask);
  }
  outputs.forEach(ask);
  if (needed.size === 0) return [...outputs];

  const values = [...needed];
  const computed = compute(values);
  const folded = new Map(values.map((value, i) => [value, computed[i]!]));
  return g
    .rewrite(outputs, (node) => {
      if (!node.outputs.some((output) => folded.has(output))) return null;
      return node.outputs.map((output) => folded.get(output) ?? output);
    })
    .map((output) => folded.get(output) ?? output);
}

/** Constants with what `values` come to. The given graph stays as it is: an evaluator would write results into it. */
function compute(values: readonly g.Value[]): g.Value[] {
  const copies = g.rewrite(values, (node, inputs) => g.cloneNode(node, inputs));
  const evaluator = new Evaluator(1);
  try {
    evaluator.evaluate(copies, () => false);
    return copies.map((copy, i) => {
      const { data } = copy.leaf as { data: g.TypedArray };
      return g.constant(data.slice(), values[i]!.shape, values[i]!.type);
    });
  } finally {
    evaluator.dispose();
  }
}
