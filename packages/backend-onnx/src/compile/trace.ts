import * as tf from '@tensorflow/tfjs-core';
import { elementTypeOf, type OnnxBackend, type TensorData, type TraceListener } from '../backend.js';
import { BackendError } from '../errors.js';
import {
  cast,
  collect,
  type ElementType,
  type Leaf,
  makeLeaf,
  makeNode,
  type Value,
} from '../graph/index.js';

/** Captured tensors above this size are fed at each replay instead of being copied into the model. */
const BAKED_ELEMENTS = 1 << 16;

export interface InputSpec {
  name: string;
  shape: readonly number[];
  /** What the bytes are. */
  feed: ElementType;
  /** What the function sees. */
  dtype: 'float32' | 'int32' | 'bool';
}

export interface StateUpdate {
  variable: tf.Variable;
  value: Value;
}

export interface TracedGraph {
  outputs: { name: string; value: Value; dtype: tf.DataType }[];
  updates: StateUpdate[];
  /** Every host input, in the order in which the function made them, also those that no result needs. */
  hosts: readonly Value[];
}

interface CreatedVariable {
  variable: tf.Variable;
  initial: Value;
  leaf: Value;
}

/** The private parts of the engine that tracing needs; all of them exist in TensorFlow.js 4. */
interface EngineInternals {
  registeredVariables: Record<string, tf.Variable>;
  startScope(name?: string): void;
  endScope(result?: unknown): void;
  makeTensorFromTensorInfo(info: tf.TensorInfo): tf.Tensor;
  removeDataId(dataId: object, backend: tf.KernelBackend): void;
  makeVariable(initial: tf.Tensor, trainable?: boolean, name?: string, dtype?: tf.DataType): tf.Variable;
}

let current: Trace | null = null;

export function currentTrace(): Trace | null {
  return current;
}

/** One recording of a function. Variables look and behave as usual inside; afterwards they are as they were before. */
export class Trace implements TraceListener {
  private readonly variables = new Map<object, tf.Variable>();
  private readonly captured = new Map<object, Value>();
  private readonly created: CreatedVariable[] = [];
  private readonly releasedIds = new Set<object>();
  private readonly engine = tf.engine() as unknown as EngineInternals;
  private readonly hosts: Value[] = [];

  constructor(private readonly backend: OnnxBackend) {}

  /** Records `fn`. */
  record(
    inputs: readonly InputSpec[],
    fn: (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>,
  ): TracedGraph {
    if (current) {
      throw new BackendError(
        'GANX_BACKEND_NESTED_TRACE',
        'A compiled function was called while another one is being traced. Call the plain function inside instead: its operations become part of the outer graph.',
      );
    }
    const { engine, backend } = this;
    for (const variable of Object.values(engine.registeredVariables))
      this.variables.set(variable.dataId, variable);
    const makeVariable = engine.makeVariable;
    engine.makeVariable = (...args) => this.adoptVariable(makeVariable.apply(engine, args));
    current = this;
    backend.trace = this;
    engine.startScope('compile');
    try {
      const args = Object.fromEntries(inputs.map((spec) => [spec.name, this.tensorFor(this.leafFor(spec))]));
      const results = fn(args);
      if (results instanceof Promise || results === null || typeof results !== 'object') {
        throw new BackendError(
          'GANX_BACKEND_SIGNATURE',
          `A compiled function must return a record of tensors, synchronously; it returned ${results instanceof Promise ? 'a promise' : String(results)}.`,
        );
      }
      const outputs = Object.entries(results).map(([name, tensor]) => ({
        name,
        value: backend.graphValue(tensor),
        dtype: tensor.dtype,
      }));
      return { outputs, updates: this.updates(), hosts: this.hosts };
    } finally {
      this.restore();
      engine.endScope();
      delete (engine as Partial<EngineInternals>).makeVariable; // uncovers the method of the class
      backend.trace = null;
      current = null;
      this.settleCreated();
      this.release();
    }
  }

  capture(dataId: object, data: TensorData): Value {
    const known = this.captured.get(dataId);
    if (known) return known;
    const variable = this.variables.get(dataId);
    let value: Value;
    if (variable) {
      value = makeLeaf(elementTypeOf(data.dtype), data.shape, {
        kind: 'state',
        name: variable.name,
        key: variable,
      });
    } else {
      const bytes = this.backend.bytesOf(data);
      const baked = bytes.length <= BAKED_ELEMENTS;
      value = makeLeaf(data.value!.type, data.shape, {
        kind: baked ? 'constant' : 'buffer',
        data: bytes.slice(),
      });
    }
    this.captured.set(dataId, value);
    return value;
  }

  released(dataId: object): void {
    this.releasedIds.add(dataId);
  }

  /** A graph input that the host fills before every replay. */
  hostTensor(
    shape: number[],
    dtype: 'float32' | 'int32' | 'bool',
    feed: ElementType,
    fill: (target: never) => void,
  ): tf.Tensor {
    const leaf: Leaf = { kind: 'host', name: `host${this.hosts.length}`, fill };
    const value = makeLeaf(feed, shape, leaf);
    this.hosts.push(value);
    return this.tensorFor(cast(value, dtype));
  }

  private tensorFor(value: Value): tf.Tensor {
    return this.engine.makeTensorFromTensorInfo(this.backend.adopt(value));
  }

  private leafFor(spec: InputSpec): Value {
    return cast(makeLeaf(spec.feed, spec.shape, { kind: 'input', name: spec.name }), spec.dtype);
  }

  /** A variable made during the trace (an optimizer's slot, say) becomes state like any other. */
  private adoptVariable(variable: tf.Variable): tf.Variable {
    const initial = this.backend.graphValue(variable);
    const leaf = makeLeaf(initial.type, initial.shape, { kind: 'state', name: variable.name, key: variable });
    this.created.push({ variable, initial, leaf });
    this.assign(variable, this.backend.adopt(leaf));
    return variable;
  }

  private assign(variable: tf.Variable, info: tf.TensorInfo): void {
    const tensor = this.engine.makeTensorFromTensorInfo(info);
    variable.assign(tensor);
    tensor.dispose();
  }

  private updates(): StateUpdate[] {
    const updates: StateUpdate[] = [];
    for (const [dataId, variable] of this.variables) {
      if (variable.dataId !== dataId && !variable.isDisposed) {
        updates.push({ variable, value: this.backend.graphValue(variable) });
      }
    }
    for (const { variable, leaf } of this.created) {
      if (variable.isDisposed) continue;
      const value = this.backend.graphValue(variable);
      if (value !== leaf) updates.push({ variable, value });
    }
    return updates;
  }

  private restore(): void {
    for (const [dataId, variable] of this.variables) {
      if (variable.dataId === dataId || variable.isDisposed) continue;
      this.backend.incRef(dataId);
      this.assign(variable, { dataId, shape: variable.shape, dtype: variable.dtype });
    }
  }

  /** Gives variables that the trace made their first value, which must not depend on what changes from call to call. */
  private settleCreated(): void {
    for (const { variable, initial } of this.created) {
      if (variable.isDisposed) continue;
      if (!collect([initial]).leaves.every((leaf) => 'data' in leaf.leaf!)) {
        const name = variable.name;
        variable.dispose();
        throw new BackendError(
          'GANX_BACKEND_VARIABLE',
          `Variable '${name}' was created inside a compiled function with a value that depends on its inputs or on other variables. Create it before, or start it from constants.`,
          { variable: name },
        );
      }
      const value = makeNode('Identity', [initial], [{ type: initial.type, shape: initial.shape }])[0]!;
      this.assign(variable, this.backend.adopt(value));
    }
  }

  /** Tensors older than the trace that it disposed of go now. */
  private release(): void {
    for (const dataId of this.releasedIds) {
      if (!this.backend.has(dataId) || this.backend.refCount(dataId) > 0) continue;
      this.backend.dataOf(dataId).refCount = 1;
      if (this.backend.disposeData(dataId)) this.engine.removeDataId(dataId, this.backend);
    }
  }
}
