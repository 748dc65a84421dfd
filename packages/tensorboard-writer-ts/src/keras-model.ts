import { valueError } from './summary.js';

type Json = Readonly<Record<string, unknown>>;

/** A layer's output: its name, the number of the call and the number of the tensor. */
export type Source = readonly [name: string, call: number, tensor: number];

export interface ModelLayer {
  readonly name: string;
  /** The layer's own JSON. */
  readonly json: Json;
  /** What feeds it; undefined where the JSON says nothing, which means the layer before it. */
  readonly sources: readonly Source[] | undefined;
  /** Set when the layer is a model itself. */
  readonly model?: Model;
}

/** A Keras model as its layers and what feeds them. */
export interface Model {
  readonly name: string;
  readonly json: Json;
  readonly layers: readonly ModelLayer[];
  readonly inputs: readonly Source[] | undefined;
  readonly outputs: readonly Source[] | undefined;
}

/**
 * Reads what Keras' `to_json()` or TensorFlow.js' `model.toJSON()` give, as a string or parsed, of Keras 2 or 3.
 *
 * Where all layers of a model carry its name as a prefix (`critic/dense` in `critic`), it is left out, since TensorBoard puts it
 * before them itself.
 *
 * Errors     TBW_VALUE_INVALID when it is no such JSON.
 */
export function parseModel(place: string, model: string | object): Model {
  let parsed: unknown = model;
  if (typeof model === 'string') {
    try {
      parsed = JSON.parse(model);
    } catch (cause) {
      throw valueError(place, cause instanceof Error ? cause.message : model, 'the JSON of a model');
    }
  }
  if (!hasConfig(parsed) || layersIn(parsed) === undefined) {
    throw valueError(place, parsed, 'the JSON of a Keras model: an object with config.layers');
  }
  return readModel(place, parsed);
}

function readModel(place: string, json: Json): Model {
  const config = Array.isArray(json.config) ? {} : (json.config as Json);
  const name = String(config.name ?? json.name ?? 'sequential');
  const list = layersIn(json)!.map((layer, i) => {
    if (!hasConfig(layer)) throw valueError(`${place}, layer ${i}`, layer, 'a layer with a config');
    return layer;
  });
  const short = shortener(name, list.map(nameIn));
  const sources = (nodes: unknown) =>
    sourcesIn(nodes).map(([from, call, tensor]): Source => [short(from), call, tensor]);
  const ends = (nodes: unknown) => (nodes === undefined ? undefined : sources(nodes));
  return {
    name,
    json,
    layers: list.map((layer) => ({
      name: short(nameIn(layer)),
      json: layer,
      sources: layer.inbound_nodes == null ? undefined : sources(layer.inbound_nodes),
      ...(layersIn(layer) === undefined ? {} : { model: readModel(place, layer) }),
    })),
    inputs: ends(config.input_layers),
    outputs: ends(config.output_layers),
  };
}

function shortener(model: string, layers: readonly string[]): (name: string) => string {
  const prefix = `${model}/`;
  if (!layers.every((name) => name.startsWith(prefix) && name.length > prefix.length)) return (name) => name;
  return (name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
}

/** Finds `[name, call, tensor, ...]` in Keras 2's nested lists and in Keras 3's `keras_history`. */
function sourcesIn(nodes: unknown): Source[] {
  if (Array.isArray(nodes)) {
    const [name, call, tensor] = nodes as unknown[];
    if (typeof name === 'string' && typeof call === 'number' && typeof tensor === 'number')
      return [[name, call, tensor]];
    return nodes.flatMap(sourcesIn);
  }
  if (typeof nodes !== 'object' || nodes === null) return [];
  const { args, config, keras_history: history } = nodes as Json;
  return [args, config, history].flatMap(sourcesIn);
}

function layersIn({ config }: Json): readonly unknown[] | undefined {
  const layers = Array.isArray(config) ? config : (config as Json).layers;
  return Array.isArray(layers) && layers.length > 0 ? layers : undefined;
}

function nameIn({ name, config }: Json): string {
  return String(name ?? (config as Json).name ?? '');
}

function hasConfig(value: unknown): value is Json {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Json).config === 'object' &&
    (value as Json).config !== null
  );
}
