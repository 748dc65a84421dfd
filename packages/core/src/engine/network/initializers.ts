import {
  type DataType,
  engine,
  type KernelBackend,
  type Tensor,
  tidy,
  util,
  type Variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { type LayerVariable, layers } from '@tensorflow/tfjs-layers';

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

/** A weight of the right shape with no values behind it, so that its size can be judged before it takes memory. */
const blank: WeightInitializer = {
  getClassName: () => 'Blank',
  apply(shape, dtype = 'float32') {
    util.assertNonNegativeIntegerDimensions([...shape]);
    const one = zeros([1], dtype);
    const { dataId } = one;
    const weight = engine().makeTensorFromTensorInfo({ dataId, shape: [...shape], dtype });
    (engine().backend as KernelBackend).incRef(dataId);
    one.dispose();
    return weight;
  },
};

/** Puts zeros behind weights that were added blank. */
export function fillBlank(weights: readonly { readonly variable: Variable }[]): void {
  for (const { variable } of weights) tidy(() => variable.assign(zeros(variable.shape, variable.dtype)));
}

/**
 * Runs `build` so that every weight that a layer adds is blank and its declared initializer is remembered. The engine
 * draws the values itself, from a stream that is named after the weight: TensorFlow.js's initializers draw from
 * generators of their own. Synchronous, so that the patch is gone before anyone else runs.
 */
export function withDeclaredInitializers<T>(build: () => T): T {
  const prototype = layers.Layer.prototype as unknown as { addWeight: AddWeight };
  const original = prototype.addWeight;
  prototype.addWeight = function (this: layers.Layer, name, shape, dtype, initializer, ...rest) {
    const weight = original.call(this, name, shape, dtype, blank, ...rest);
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
