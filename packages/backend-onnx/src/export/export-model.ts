import type * as tf from '@tensorflow/tfjs-core';
import { activeBackend, identity, type OnnxBackend } from '../backend.js';
import { type InputSpec, Trace, type TracedGraph } from '../compile/trace.js';
import { BackendError } from '../errors.js';
import {
  collect,
  int64s,
  makeLeaf,
  makeNode,
  type Node,
  type TypedArray,
  type Value,
} from '../graph/index.js';
import { encodeModel, OPSET } from '../onnx/encode.js';
import { makePortable } from '../passes/portable.js';
import { type BatchAxis, findBatchAxis, probeBatches } from './batch-axis.js';

/** An input of an exported model, whose first axis is the batch. */
export interface ExportInput {
  readonly name: string;
  /** Without the batch axis. */
  readonly shape: readonly number[];
  /** Of the model's input; the function sees int64 as int32. */
  readonly dtype: 'float32' | 'int64';
}

export interface ExportOptions {
  /** Name of the graph. */
  readonly name?: string;
  /** Ties the model to one batch; left out: any batch, if the function allows it, otherwise 1. */
  readonly batch?: number;
  /** Stored in the model as its metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ExportedModel {
  readonly bytes: Uint8Array;
  readonly opset: number;
  /** `any`, or the only batch that the model takes. */
  readonly batch: 'any' | number;
  /** Why not any, where any was asked for. */
  readonly reason?: string;
  /** ONNX operations in the model, without repetition. */
  readonly operations: readonly string[];
}

type Fn = (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>;

/**
 * A function of tensors as a stand-alone ONNX model of standard operations, the values of the variables that it reads
 * stored in it. The batch stays open where the function treats examples alike, whatever their number.
 *
 * Errors     BackendError GANX_BACKEND_EXPORT for a function that changes variables or draws random numbers;
 *            GANX_BACKEND_UNTRACEABLE as for `compile`.
 */
export function exportModel(
  fn: Fn,
  inputs: readonly ExportInput[],
  { name = 'model', batch, metadata = {} }: ExportOptions = {},
): ExportedModel {
  const backend = activeBackend();
  const graphAt = (size: number) => trace(backend, fn, inputs, size);
  if (batch === undefined) {
    const graphs = probeBatches.map(graphAt);
    const [first] = graphs as [Graph];
    const axis = findBatchAxis(graphs.map(({ values }) => values) as [Value[]]);
    if (axis.dynamic) return write(backend, first, inputs, axis, { name, batch: 'any', metadata });
    const fixed = write(backend, graphAt(1), inputs, axis, { name, batch: 1, metadata });
    return { ...fixed, reason: axis.reason };
  }
  const fixed: BatchAxis = { dynamic: false, reason: 'it was asked for' };
  return write(backend, graphAt(batch), inputs, fixed, { name, batch, metadata });
}

interface Graph {
  readonly names: readonly string[];
  readonly values: readonly Value[];
}

function trace(backend: OnnxBackend, fn: Fn, inputs: readonly ExportInput[], batch: number): Graph {
  const specs = inputs.map(
    ({ name, shape, dtype }): InputSpec => ({
      name,
      shape: [batch, ...shape],
      feed: dtype,
      dtype: dtype === 'int64' ? 'int32' : dtype,
    }),
  );
  const { outputs, updates, hosts }: TracedGraph = new Trace(backend).record(specs, fn);
  if (updates.length > 0 || hosts.length > 0) {
    const what = updates.length > 0 ? `changes ${updates[0]!.variable.name}` : 'draws numbers at every call';
    throw new BackendError(
      'GANX_BACKEND_EXPORT',
      `The function ${what}: a model that stands alone can only compute. Call it in inference mode.`,
    );
  }
  const values = makePortable(outputs.map(({ value }) => value));
  const names = outputs.map((output) => output.name);
  // An output is named after what it is, so it must be a node's, and its own.
  return {
    names,
    values: values.map((value, i) => (value.leaf || values.indexOf(value) < i ? identity(value) : value)),
  };
}

interface Head {
  readonly name: string;
  readonly batch: 'any' | number;
  readonly metadata: Readonly<Record<string, string>>;
}

function write(
  backend: OnnxBackend,
  { names, values }: Graph,
  inputs: readonly ExportInput[],
  axis: BatchAxis,
  { name, batch, metadata }: Head,
): ExportedModel {
  const { nodes, leaves } = collect(values);
  const given = inputs.map(
    (input) =>
      leaves.find(({ leaf }) => leaf?.kind === 'input' && leaf.name === input.name) ??
      makeLeaf(input.dtype, [batch === 'any' ? probeBatches[0] : batch, ...input.shape], {
        kind: 'input',
        name: input.name,
      }),
  );
  const ids = new Map<Value, string>();
  const taken = new Set<string>();
  const call = (value: Value, wanted: string) => {
    const free = taken.has(wanted) ? `${wanted}#${ids.size}` : wanted;
    taken.add(free);
    ids.set(value, free);
  };
  for (const [i, value] of given.entries()) call(value, inputs[i]!.name);
  for (const [i, value] of values.entries()) call(value, names[i]!);
  const constants: Value[] = [];
  const moving = new Map(axis.dynamic ? axis.constants.map((constant) => [constant.value, constant]) : []);
  for (const leaf of leaves) {
    if (leaf.leaf!.kind === 'input' || moving.has(leaf)) continue;
    const stored = makeLeaf(leaf.type, leaf.shape, { kind: 'constant', data: bytesOf(backend, leaf) });
    call(leaf, leaf.leaf!.kind === 'state' ? leaf.leaf!.name : `c${ids.size}`);
    ids.set(stored, ids.get(leaf)!);
    constants.push(stored);
  }
  const shaping: Node[] = [];
  if (moving.size > 0) {
    const size = batchOf(given[0]!);
    shaping.push(...size.nodes);
    constants.push(...size.constants);
    for (const { value, offset, slope } of moving.values()) {
      const numbers = (list: readonly bigint[]) => int64s(list.map(Number));
      const vector = [{ type: 'int64' as const, shape: value.shape }];
      const open = openAxis(slope, value, nodes);
      if (open) {
        const shape = int64s(open.map((axisSize, i) => (axisSize < 0 ? -1 : Number(offset[i]))));
        call(value, `shape${ids.size}`);
        ids.set(shape, ids.get(value)!);
        constants.push(shape);
        continue;
      }
      const [k, c] = [numbers(slope), numbers(offset)];
      const [scaled] = makeNode('Mul', [size.batch, k], vector, {}, '', 'batch') as [Value];
      const [sum] = makeNode('Add', [scaled, c], vector, {}, '', 'batch') as [Value];
      shaping.push(scaled.node!, sum.node!);
      constants.push(k, c);
      call(sum, `shape${ids.size}`);
      ids.set(value, ids.get(sum)!);
    }
  }
  const nameOf = (value: Value) => {
    if (!ids.has(value)) call(value, `v${ids.size}`);
    return ids.get(value)!;
  };
  const all = [...shaping, ...nodes];
  const bytes = encodeModel({
    nodes: all,
    inputs: given,
    outputs: values,
    constants,
    nameOf,
    graphName: name,
    metadata,
    dimensionsOf: (value) =>
      value.shape.map((size, i) => {
        const open = axis.dynamic && (given.includes(value) ? i === 0 : axis.grows(value, i));
        return open ? (i === 0 ? 'batch' : `batch_${i}`) : size;
      }),
  });
  return { bytes, opset: OPSET, batch, operations: [...new Set(all.map(({ op }) => op))].sort() };
}

/** For a Reshape whose only moving size is the batch's: -1 there lets the runtime work it out. */
function openAxis(slope: readonly bigint[], value: Value, nodes: readonly Node[]): number[] | undefined {
  const users = nodes.filter(({ inputs }) => inputs.includes(value));
  const moving = slope.filter((k) => k !== 0n).length;
  if (moving !== 1 || !users.every(({ op, inputs }) => op === 'Reshape' && inputs[1] === value))
    return undefined;
  return slope.map((k) => (k === 0n ? 0 : -1));
}

/** [1], the batch of a call, from the shape of the first input. */
function batchOf(input: Value): { batch: Value; nodes: Node[]; constants: Value[] } {
  const int64 = (shape: number[]) => [{ type: 'int64' as const, shape }];
  const [shape] = makeNode('Shape', [input], int64([input.rank]), {}, '', 'batch') as [Value];
  const [from, to] = [int64s([0]), int64s([1])];
  const [batch] = makeNode('Slice', [shape, from, to], int64([1]), {}, '', 'batch') as [Value];
  return { batch, nodes: [shape.node!, batch.node!], constants: [from, to] };
}

function bytesOf(backend: OnnxBackend, value: Value): TypedArray {
  const leaf = value.leaf!;
  if (leaf.kind === 'constant' || leaf.kind === 'buffer') return leaf.data;
  return backend.bytesOf(backend.dataOf((leaf as { key: tf.Variable }).key.dataId));
}
