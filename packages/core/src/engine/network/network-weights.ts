import type { Variable } from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { PluginError } from '../../errors.js';
import type { NetworkRole, Registry } from '../../plugin/index.js';
import { declaredInitializer } from './initializers.js';
import { weightNames } from './layer-names.js';
import type { Weight } from './network.js';
import { placeTransforms, type TransformList } from './place-transforms.js';

/** The weights of a model, and the transforms that lists of the spec put on them. */
export function networkWeights(
  model: tfl.LayersModel,
  lists: readonly TransformList[],
  role: NetworkRole,
  registry: Registry,
) {
  const layers = new Map<Weight, tfl.layers.Layer>();
  const weights = weightsOf(model, layers);
  return placeTransforms(weights, (weight) => layers.get(weight)!, lists, role, registry);
}

/** @param layers is told which layer each weight is of. */
function weightsOf(model: tfl.LayersModel, layers: Map<Weight, tfl.layers.Layer>): Weight[] {
  const weights: Weight[] = [];
  for (const layer of model.layers) {
    const trainable = new Set(layer.trainableWeights);
    for (const [weight, name] of weightNames(layer)) {
      const initializer = declaredInitializer(weight);
      if (!initializer) {
        throw new PluginError(
          'GANX_PLUGIN_LAYER_WEIGHT',
          `The layer at ${layer.name} makes the weight "${name}" by itself. Weights must be added with addWeight, so that their first values come from the experiment's seed.`,
          { place: { component: `layer ${layer.name}` } },
        );
      }
      const variable = weight.read() as Variable;
      const made: Weight = { name, variable, trainable: trainable.has(weight), initializer, bound: weight };
      weights.push(made);
      layers.set(made, layer);
    }
  }
  return weights;
}
