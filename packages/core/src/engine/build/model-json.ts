import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import type { Json } from '../../plugin/index.js';

type JsonMap = { readonly [key: string]: Json };

/**
 * A model's layers as `toJSON` of TensorFlow.js gives them, without weights; beside each layer's `config` its `output_shape`, which
 * TensorFlow.js leaves out: [null, 28, 28, 1], null for the batch.
 */
export function modelJson(model: LayersModel): Json {
  const json = JSON.parse(JSON.stringify(model.toJSON(null, false))) as JsonMap;
  const config = json.config as JsonMap;
  const shapes = new Map(model.layers.map((layer) => [layer.name, outputShape(layer)]));
  const described = (config.layers as readonly JsonMap[]).map((layer) => {
    const shape = shapes.get(layer.name as string);
    return shape === undefined ? layer : { ...layer, output_shape: shape };
  });
  return { ...json, config: { ...config, layers: described } };
}

/** Undefined for layers with several outputs, and for those that are used in several places. */
function outputShape(layer: layers.Layer): Json | undefined {
  let shape: unknown;
  try {
    shape = layer.outputShape;
  } catch {
    return undefined;
  }
  const single = Array.isArray(shape) && shape.every((size) => size === null || typeof size === 'number');
  return single ? (shape as Json) : undefined;
}
