import { collect, type Node, sizeOf, type Value } from '../graph/index.js';
import { encodeModel } from '../onnx/encode.js';

/** Bytes written per run from which memory is worth more than allocations: `mlp` writes less, a convolutional step more. */
const MUCH_MEMORY = 192 * 2 ** 20;

/** A graph as a model, and what there is to know for running it. */
export interface GraphModel {
  readonly model: Uint8Array;
  readonly nodes: readonly Node[];
  /** Leaves that are fed: all but the constants, which the model holds. */
  readonly inputs: readonly Value[];
  nameOf(value: Value): string;
  /** See `SessionSettings`. */
  readonly memoryPlan: boolean;
}

/** `values` must be computed by nodes, each by its own. With `emptySequence` the model has a first output of that name that is no tensor. */
export function graphModel(values: readonly Value[], emptySequence?: string): GraphModel {
  const { nodes, leaves } = collect(values);
  const nameOf = namesOf();
  const inputs = leaves.filter(({ leaf }) => leaf!.kind !== 'constant');
  const model = encodeModel({
    nodes,
    inputs,
    constants: leaves.filter(({ leaf }) => leaf!.kind === 'constant'),
    outputs: values,
    nameOf,
    ...(emptySequence !== undefined && { emptySequence }),
  });
  return { model, nodes, inputs, nameOf, memoryPlan: writtenBytes(nodes) < MUCH_MEMORY };
}

/** Names values as they come. */
function namesOf(): (value: Value) => string {
  const names = new Map<Value, string>();
  return (value) => {
    const name = names.get(value) ?? `v${names.size}`;
    names.set(value, name);
    return name;
  };
}

/** What all nodes write in one run, taken together. */
function writtenBytes(nodes: readonly Node[]): number {
  return nodes.reduce((sum, { outputs }) => sum + outputs.reduce((s, v) => s + 4 * sizeOf(v.shape), 0), 0);
}
