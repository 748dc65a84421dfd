import { type Model, type ModelLayer, parseModel, type Source } from './keras-model.js';
import type { Summary } from './summary.js';
import { writeStringTensor } from './tensor.js';

/**
 * A model's layers for the Graphs page ("conceptual graph").
 *
 * TensorBoard draws Keras 3 models; since it does, it leaves out the edges of Keras 2 models, the form that
 * TensorFlow.js writes. So edges are rewritten: a layer fed by the one before it loses its list of inputs, which every
 * version reads as "fed by the one before it", and other lists take the form of Keras 3.
 *
 * Source     TensorBoard 2.21, plugins/graph/keras_util.py
 */
export function summarizeLayerGraph(place: string, model: string | object): Summary {
  const json = JSON.stringify(toKeras3(parseModel(place, model)));
  const content = Buffer.from('1');
  return { plugin: 'graph_keras_model', content, writeValue: (out) => writeStringTensor(out, [], [json]) };
}

function toKeras3({ name, json, layers, inputs, outputs }: Model): object {
  const config = Array.isArray(json.config) ? { name } : (json.config as object);
  return {
    ...json,
    config: {
      ...config,
      layers: layers.map((layer, i) => withEdges(layer, layers[i - 1])),
      // A nested model's inputs are paired with its sources by name.
      ...(inputs === undefined ? {} : { input_layers: inputs.map(([input]) => input) }),
      ...(outputs === undefined ? {} : { output_layers: outputs }),
    },
  };
}

function withEdges({ name, json, sources, model }: ModelLayer, previous: ModelLayer | undefined): object {
  const { inbound_nodes: _, ...rest } = model ? (toKeras3(model) as { inbound_nodes?: unknown }) : json;
  const named = renamed(rest as NamedJson, name);
  if (sources === undefined) return named;
  const chained =
    sources.length === 1 &&
    previous !== undefined &&
    !previous.model &&
    !model &&
    sources[0]![0] === previous.name;
  if (chained) return named;
  return {
    ...named,
    inbound_nodes: sources.length === 0 ? [] : [{ args: sources.map(toTensor), kwargs: {} }],
  };
}

interface NamedJson {
  readonly name?: unknown;
  readonly config?: { readonly name?: unknown };
}

function renamed(json: NamedJson, name: string): object {
  const { config } = json;
  return {
    ...json,
    ...(json.name === undefined ? {} : { name }),
    ...(config?.name === undefined ? {} : { config: { ...config, name } }),
  };
}

function toTensor([name, call, tensor]: Source): object {
  return { class_name: '__keras_tensor__', config: { keras_history: [name, call, tensor] } };
}
