import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers } from '@tensorflow/tfjs-layers';

/** What the engine reads of a TensorFlow.js initializer. */
export interface WeightInitializer {
  apply(shape: readonly number[], dtype?: DataType): Tensor;
  getClassName(): string;
}

type AddWeight = (
  name: string,
  shape: number[],
  dtype: DataType | undefined,
  initializer: WeightInitializer,
  ...rest: unknown[]
) => LayerVariable;

const declared = new WeakMap<LayerVariable, WeightInitializer>();

/**
 * Runs `build` so that every weight that a layer adds starts at zero and its declared initializer is remembered. The
 * engine draws the values itself, from a stream that is named after the weight: TensorFlow.js's initializers draw from
 * generators of their own. Synchronous, so that the patch is gone before anyone else runs.
 */
export function withDeclaredInitializers<T>(build: () => T): T {
  const prototype = layers.Layer.prototype as unknown as { addWeight: AddWeight };
  const original = prototype.addWeight;
  const zeros = initializers.zeros() as unknown as WeightInitializer;
  prototype.addWeight = function (this: layers.Layer, name, shape, dtype, initializer, ...rest) {
    const weight = original.call(this, name, shape, dtype, zeros, ...rest);
    declared.set(weight, initializer);
    return weight;
  };
  try {
    return build();
  } finally {
    prototype.addWeight = original;
  }
}

/** Undefined for a weight that its layer made by itself, past `addWeight`. */
export function declaredInitializer(weight: LayerVariable): WeightInitializer | undefined {
  return declared.get(weight);
}
