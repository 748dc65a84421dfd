import { collect, GANX_DOMAIN, rewrite, type Value } from '../graph/index.js';
import { lowerConvolutions } from './lower-convolutions.js';
import { scalarOperands } from './scalar-operands.js';
import { threadInvariantProducts } from './thread-invariant-products.js';

/** Leaves only operations that ONNX Runtime has, in a form whose bits no thread count changes. The least that any graph needs before it runs. */
export function lower(outputs: readonly Value[]): Value[] {
  const standard = collect(outputs).nodes.some((node) => node.domain === GANX_DOMAIN)
    ? rewrite(outputs, lowerConvolutions)
    : outputs;
  return rewrite(rewrite(standard, threadInvariantProducts), scalarOperands);
}
