import { makeLeaf, makeNode } from '../graph/index.js';
import type { ElementType } from '../graph/types.js';
import { encodeModel } from '../onnx/encode.js';

/** y = x, for a vector of any length: a model that does nothing but carry bytes to where it computes and back. */
export function makeIdentityModel(type: ElementType): Uint8Array {
  const x = makeLeaf(type, [1], { kind: 'input', name: 'x' });
  const [y] = makeNode('Identity', [x], [{ type, shape: [1] }]);
  return encodeModel({
    nodes: [y!.node!],
    inputs: [x],
    outputs: [y!],
    constants: [],
    nameOf: (value) => (value === x ? 'x' : 'y'),
    dimensionsOf: () => ['n'],
  });
}

export const IDENTITY_MODEL = makeIdentityModel('float32');
