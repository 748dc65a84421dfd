import type { Shape, TypedArray } from '../graph/types.js';
import { sameShape } from '../graph/types.js';
import type { Value } from '../graph/value.js';
import type { OrtTensor } from './binding.js';
import { wrapBytes } from './session.js';

/** Tensors over arrays that come again and again. */
export class WrappedArrays {
  private readonly known = new WeakMap<TypedArray, OrtTensor>();

  tensorOf(array: TypedArray, { type }: Value, shape: Shape): OrtTensor {
    const known = this.known.get(array);
    if (known && sameShape(known.dims, shape)) return known;
    const tensor = wrapBytes(array, type, shape);
    this.known.set(array, tensor);
    return tensor;
  }
}
