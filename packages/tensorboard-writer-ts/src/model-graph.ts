import { type Model, parseModel } from './keras-model.js';
import { encodeMessage, type RecordBuffer } from './record-buffer.js';
import { valueError } from './summary.js';

/** The version of TensorFlow's graphs that has all of NodeDef's fields; anything that TensorBoard knows would do. */
const PRODUCER = 22;

/** Field 1 with the varint of -1. */
const OPEN_SIZE = Uint8Array.of(8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1);

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of its output, where it is known; null for a size that is open, as the batch's. */
  readonly shape: readonly (number | null)[] | undefined;
}

export interface ModelGraphOptions {
  /** By model: another one, whose output feeds its first input. */
  readonly feeds?: Readonly<Record<string, string>>;
}

/**
 * Models as one serialized GraphDef, each in a scope of its own: a node for each layer, with the layer's class as operation
 * and its settings as attributes. Edges show the shape of what flows where a layer's JSON has `output_shape` ([null, 28, 28, 1]) beside its
 * `config`, or is that of an input.
 *
 * Errors     TBW_VALUE_INVALID for what is no model's JSON, and where `feeds` names no model.
 *
 * Source     tensorflow/core/framework/{graph,node_def,attr_value}.proto, of TensorFlow 2.21
 */
export function encodeModelGraph(
  place: string,
  models: Readonly<Record<string, string | object>>,
  { feeds = {} }: ModelGraphOptions = {},
): Uint8Array {
  const parsed = new Map(
    Object.entries(models).map(([scope, model]) => [scope, parseModel(`${place}, model "${scope}"`, model)]),
  );
  const known = (scope: string): Model => {
    const model = parsed.get(scope);
    if (model) return model;
    throw valueError(`${place}, feeds`, scope, `one of ${[...parsed.keys()].join(', ')}`);
  };
  for (const fed of Object.keys(feeds)) known(fed);
  const nodes = [...parsed].flatMap(([scope, model]) => {
    const feeder = feeds[scope];
    return nodesOf(model, scope, feeder === undefined ? [] : [outputOf(known(feeder), feeder)]);
  });
  return encodeMessage((out) => {
    for (const node of nodes) out.message(1, () => writeNode(out, node));
    out.message(4, () => out.uint(1, PRODUCER));
  });
}

/** @param fed the nodes that feed the model's inputs, in their order, where it is a layer of another model. */
function nodesOf(model: Model, scope: string, fed: readonly string[]): GraphNode[] {
  const { layers } = model;
  const nodeOf = new Map<string, string>();
  for (const { name, model: inner } of layers) {
    nodeOf.set(name, inner ? outputOf(inner, `${scope}/${name}`) : `${scope}/${name}`);
  }
  const inputs = model.inputs?.map(([name]) => name) ?? [layers[0]!.name];
  return layers.flatMap((layer, i): GraphNode[] => {
    const sources = layer.sources?.map(([name]) => nodeOf.get(name)).filter((name) => name !== undefined);
    const previous = layers[i - 1];
    const from = sources ?? (previous ? [nodeOf.get(previous.name)!] : []);
    const outer = fed[inputs.indexOf(layer.name)];
    const name = `${scope}/${layer.name}`;
    const feeding = [...from, ...(outer === undefined ? [] : [outer])];
    if (layer.model) return nodesOf(layer.model, name, feeding);
    const config = layer.json.config as Readonly<Record<string, unknown>>;
    const op = String(layer.json.class_name ?? 'Layer');
    return [{ name, op, inputs: feeding, attributes: config, shape: shapeOf(layer.json, config) }];
  });
}

/** Keras 2 and 3 name an input's shape differently, and write no other. */
function shapeOf(
  layer: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>>,
): GraphNode['shape'] {
  const shape = layer.output_shape ?? config.batch_input_shape ?? config.batch_shape;
  const valid = Array.isArray(shape) && shape.every((size) => size === null || Number.isSafeInteger(size));
  return valid ? (shape as (number | null)[]) : undefined;
}

/** The node that gives a model's first output. */
function outputOf(model: Model, scope: string): string {
  const [output] = model.outputs ?? [];
  const last = model.layers.find(({ name }) => name === output?.[0]) ?? model.layers.at(-1)!;
  const name = `${scope}/${last.name}`;
  return last.model ? outputOf(last.model, name) : name;
}

function writeNode(out: RecordBuffer, { name, op, inputs, attributes, shape }: GraphNode): void {
  out.string(1, name);
  out.string(2, op);
  for (const input of inputs) out.string(3, input);
  for (const [key, value] of Object.entries(attributes)) {
    const text = textOf(value);
    if (key === 'name' || text === undefined) continue;
    out.message(5, () => {
      out.string(1, key);
      out.message(2, () => out.string(2, text));
    });
  }
  if (shape !== undefined) {
    out.message(5, () => {
      out.string(1, '_output_shapes');
      out.message(2, () => out.message(1, () => out.message(7, () => writeShape(out, shape))));
    });
  }
}

/** A TensorShapeProto; -1 is a size that is open. */
function writeShape(out: RecordBuffer, shape: readonly (number | null)[]): void {
  for (const size of shape) {
    out.message(2, () => (size === null || size < 0 ? out.raw(OPEN_SIZE) : out.uint(1, size)));
  }
}

/** Settings as text, which the page shows as it is; what is set to nothing, and settings with parts of their own, are left out. */
function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return JSON.stringify(value);
  return value === null || typeof value === 'object' || value === undefined ? undefined : String(value);
}
