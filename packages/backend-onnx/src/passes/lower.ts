import { GANX_DOMAIN, type Value, collect, rewrite } from '../graph/index.js';
import { lowerConvolutions } from './lower-convolutions.js';

/** Leaves only operations that ONNX Runtime has. The least that any graph needs before it runs. */
export function lower(outputs: readonly Value[]): Value[] {
  if (!collect(outputs).nodes.some((node) => node.domain === GANX_DOMAIN)) return [...outputs];
  return rewrite(outputs, lowerConvolutions);
}
