import { type Summary, valueError } from './summary.js';
import { writeStringTensor } from './tensor.js';

interface KerasLayer {
  class_name?: string;
  name?: string;
  config?:
    | KerasLayer[]
    | { name?: string; layers?: KerasLayer[]; input_layers?: unknown; [key: string]: unknown };
  inbound_nodes?: unknown;
  [key: string]: unknown;
}

/**
 * A model's layers for the Graphs page ("conceptual graph").
 *
 * Params     model is what Keras' `to_json()` or TensorFlow.js' `model.toJSON()` give, as a string or parsed
 *
 * TensorBoard draws Keras 3 models; since it does, it leaves out the edges of Keras 2 models, the form that
 * TensorFlow.js writes. So edges are rewritten: a layer fed by the one before it loses its list of inputs, which every
 * version reads as "fed by the one before it", and other lists take the form of Keras 3.
 *
 * Source     TensorBoard 2.21, plugins/graph/keras_util.py
 */
export function summarizeLayerGraph(place: string, model: string | object): Summary {
  let parsed: unknown = model;
  if (typeof model === 'string') {
    try {
      parsed = JSON.parse(model);
    } catch (cause) {
      throw valueError(place, cause instanceof Error ? cause.message : model, 'the JSON of a model');
    }
  }
  if (!isLayer(parsed) || layersOf(parsed) === undefined) {
    throw valueError(place, parsed, 'the JSON of a Keras model: an object with config.layers');
  }
  const json = JSON.stringify(rewriteModel(place, parsed));
  const content = Buffer.from('1');
  return { plugin: 'graph_keras_model', content, writeValue: (out) => writeStringTensor(out, [], [json]) };
}

function rewriteModel(place: string, model: KerasLayer): KerasLayer {
  const layers = layersOf(model)!;
  const config = Array.isArray(model.config) ? { name: model.name ?? 'sequential' } : model.config!;
  const rewritten = layers.map((layer, i): KerasLayer => {
    if (!isLayer(layer)) throw valueError(`${place}, layer ${i}`, layer, 'a layer with a config');
    const whole = layersOf(layer) === undefined ? layer : rewriteModel(place, layer);
    if (layer.inbound_nodes === undefined || layer.inbound_nodes === null) return whole;
    const sources = sourcesOf(layer.inbound_nodes);
    const previous = layers[i - 1];
    const chained =
      sources.length === 1 &&
      previous !== undefined &&
      layersOf(previous) === undefined &&
      layersOf(layer) === undefined &&
      sources[0]![0] === nameOf(previous);
    if (chained) {
      const { inbound_nodes: _, ...rest } = whole;
      return rest;
    }
    return {
      ...whole,
      inbound_nodes: sources.length === 0 ? [] : [{ args: sources.map(toKeras3), kwargs: {} }],
    };
  });
  const { input_layers: inputs } = config;
  return {
    ...model,
    // A nested model's inputs are paired with its sources by name.
    config: {
      ...config,
      layers: rewritten,
      ...(inputs === undefined ? {} : { input_layers: sourcesOf(inputs).map(([name]) => name) }),
    },
  };
}

/** A layer's output: its name, the number of the call and the number of the tensor. */
type Source = readonly [name: string, call: number, tensor: number];

/** Finds `[name, call, tensor, ...]` in Keras 2's nested lists and in Keras 3's `keras_history`. */
function sourcesOf(nodes: unknown): Source[] {
  if (Array.isArray(nodes)) {
    const [name, call, tensor] = nodes as unknown[];
    if (typeof name === 'string' && typeof call === 'number' && typeof tensor === 'number')
      return [[name, call, tensor]];
    return nodes.flatMap(sourcesOf);
  }
  if (typeof nodes !== 'object' || nodes === null) return [];
  const { args, config, keras_history: history } = nodes as Record<string, unknown>;
  return [args, config, history].flatMap(sourcesOf);
}

function toKeras3([name, call, tensor]: Source): object {
  return { class_name: '__keras_tensor__', config: { keras_history: [name, call, tensor] } };
}

function layersOf(layer: KerasLayer): KerasLayer[] | undefined {
  if (Array.isArray(layer.config)) return layer.config;
  return Array.isArray(layer.config?.layers) && layer.config.layers.length > 0
    ? layer.config.layers
    : undefined;
}

function nameOf(layer: KerasLayer): string | undefined {
  return layer.name ?? (Array.isArray(layer.config) ? undefined : layer.config?.name);
}

function isLayer(value: unknown): value is KerasLayer {
  return typeof value === 'object' && value !== null && typeof (value as KerasLayer).config === 'object';
}
