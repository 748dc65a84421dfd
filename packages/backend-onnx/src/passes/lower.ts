import { collect, GANX_DOMAIN, rewrite, type Value } from '../graph/index.js';
import { lowerConvolutions } from './lower-convolutions.js';
import { reducedRows } from './reduced-rows.js';
import { reducedTiles } from './reduced-tiles.js';
import { scalarOperands } from './scalar-operands.js';
import { threadInvariantProducts } from './thread-invariant-products.js';
import { transposedLeft } from './transposed-left.js';

/** Leaves only operations that ONNX Runtime has, in a form whose bits no thread count changes. The least that any graph needs before it runs. */
export function lower(outputs: readonly Value[]): Value[] {
  const standard = collect(outputs).nodes.some((node) => node.domain === GANX_DOMAIN)
    ? rewrite(outputs, lowerConvolutions)
    : outputs;
  const rules = [transposedLeft, threadInvariantProducts, reducedTiles, reducedRows, scalarOperands];
  return rules.reduce<Value[]>(rewrite, [...standard]);
}
