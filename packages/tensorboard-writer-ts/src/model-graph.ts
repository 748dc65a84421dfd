import { type Model, type ModelLayer, parseModel } from './keras-model.js';
import { encodeMessage, type RecordBuffer } from './record-buffer.js';

/** The version of TensorFlow's graphs that has all of NodeDef's fields; anything that TensorBoard knows would do. */
const PRODUCER = 22;

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * Models as one serialized GraphDef, each in a scope of its own: a node for each layer, with the layer's class as operation
 * and its settings as attributes.
 *
 * Source     tensorflow/core/framework/{graph,node_def,attr_value}.proto, of TensorFlow 2.21
 */
export function encodeModelGraph(
  place: string,
  models: Readonly<Record<string, string | object>>,
): Uint8Array {
  const nodes = Object.entries(models).flatMap(([scope, model]) =>
    nodesOf(parseModel(`${place}, model "${scope}"`, model), scope, []),
  );
  return encodeMessage((out) => {
    for (const node of nodes) out.message(1, () => writeNode(out, node));
    out.message(4, () => out.uint(1, PRODUCER));
  });
}

/** @param fed the nodes that feed the model's inputs, in their order, where it is a layer of another model. */
function nodesOf(model: Model, scope: string, fed: readonly string[]): GraphNode[] {
  const { layers } = model;
  const nodeOf = new Map<string, string>();
  for (const layer of layers) nodeOf.set(layer.name, outputOf(layer, `${scope}/${layer.name}`));
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
    return [{ name, op: String(layer.json.class_name ?? 'Layer'), inputs: feeding, attributes: config }];
  });
}

/** The node whose output is the layer's: of a model, that of its last layer. */
function outputOf({ model }: ModelLayer, name: string): string {
  if (!model) return name;
  const [output] = model.outputs ?? [];
  const last = model.layers.find((layer) => layer.name === output?.[0]) ?? model.layers.at(-1)!;
  return outputOf(last, `${name}/${last.name}`);
}

function writeNode(out: RecordBuffer, { name, op, inputs, attributes }: GraphNode): void {
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
}

/** Settings as text, which the page shows as it is; what is set to nothing, and settings with parts of their own, are left out. */
function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return JSON.stringify(value);
  return value === null || typeof value === 'object' || value === undefined ? undefined : String(value);
}
