import * as tf from '@tensorflow/tfjs-core';
import { type OnnxBackend, identity } from '../backend.js';
import { BackendError } from '../errors.js';
import { type TypedArray, type Value, collect, makeArray, sizeOf } from '../graph/index.js';
import { encodeModel } from '../onnx/encode.js';
import { optimize } from '../passes/optimize.js';
import type { OrtTensor } from '../session/binding.js';
import { Session, wrapBytes } from '../session/session.js';
import type { CompileStats } from './stats.js';
import type { TracedGraph } from './trace.js';

type Feed =
  | { kind: 'input'; id: string; name: string; value: Value }
  | { kind: 'state'; id: string; variable: tf.Variable; value: Value }
  | { kind: 'host'; id: string; fill: (target: never) => void; array: TypedArray; tensor: OrtTensor }
  | { kind: 'fixed'; id: string; tensor: OrtTensor };

interface Fetch {
  id: string;
  value: Value;
  variable: tf.Variable | null;
  name: string;
}

/** A traced graph as a session, with its feeds and fetches bound. */
export class Executable {
  private readonly session: Session;
  private readonly feeds: Feed[] = [];
  private readonly fetches: Fetch[] = [];
  private readonly wrapped = new WeakMap<TypedArray, OrtTensor>();

  constructor(
    private readonly backend: OnnxBackend,
    graph: TracedGraph,
    private readonly stats: CompileStats,
    profile?: string,
  ) {
    const start = performance.now();
    const asked = [...graph.updates.map((u) => u.value), ...graph.outputs.map((o) => o.value)];
    stats.tracedNodes = collect(asked).nodes.length;
    const results = distinctNodes(optimize(asked));
    graph.updates.forEach(({ variable }, i) => {
      this.fetches.push({ id: `o${i}`, value: results[i]!, variable, name: variable.name });
    });
    graph.outputs.forEach(({ name }, i) => {
      const at = graph.updates.length + i;
      this.fetches.push({ id: `o${at}`, value: results[at]!, variable: null, name });
    });

    const { nodes, leaves } = collect(results);
    const ids = new Map<Value, string>(this.fetches.map(({ id, value }) => [value, id]));
    const nameOf = (value: Value) => {
      let id = ids.get(value);
      if (!id) ids.set(value, (id = `v${ids.size}`));
      return id;
    };
    for (const leaf of leaves) this.bind(leaf, nameOf);
    const model = encodeModel({
      nodes,
      inputs: leaves.filter((leaf) => leaf.leaf!.kind !== 'constant'),
      constants: leaves.filter((leaf) => leaf.leaf!.kind === 'constant'),
      outputs: results,
      nameOf,
    });
    stats.graphNodes = nodes.length;
    stats.modelBytes = model.byteLength;
    const optimized = performance.now();
    stats.optimizeMs += optimized - start;
    this.session = new Session(model, {
      threads: backend.threads,
      optimization: 'all',
      ...(profile ? { profile } : {}),
    });
    stats.sessionMs += performance.now() - optimized;
  }

  run(inputs: Readonly<Record<string, TypedArray>>): Record<string, tf.Tensor> {
    const { backend, stats } = this;
    const start = performance.now();
    const feeds: Record<string, OrtTensor> = {};
    for (const feed of this.feeds) feeds[feed.id] = this.feed(feed, inputs);
    const fetches: Record<string, OrtTensor> = {};
    const arrays = this.fetches.map(({ id, value }) => {
      const array = backend.pool.take(value.type, sizeOf(value.shape));
      fetches[id] = this.wrap(array, value);
      return array;
    });
    const fed = performance.now();
    this.session.run(feeds, fetches);
    const ran = performance.now();

    const outputs: Record<string, tf.Tensor> = {};
    this.fetches.forEach(({ value, variable, name }, i) => {
      if (variable) this.store(variable, arrays[i]!);
      else outputs[name] = this.tensor(backend.adoptBytes(arrays[i]!, value.type, value.shape));
    });
    stats.runs++;
    stats.feedMs += fed - start;
    stats.runMs += ran - fed;
    stats.fetchMs += performance.now() - ran;
    return outputs;
  }

  endProfiling(): void {
    this.session.endProfiling();
  }

  dispose(): void {
    this.session.dispose();
  }

  private bind(value: Value, nameOf: (value: Value) => string): void {
    const leaf = value.leaf!;
    const id = nameOf(value);
    if (leaf.kind === 'input') this.feeds.push({ kind: 'input', id, name: leaf.name, value });
    else if (leaf.kind === 'state')
      this.feeds.push({ kind: 'state', id, variable: leaf.key as tf.Variable, value });
    else if (leaf.kind === 'buffer') {
      this.feeds.push({ kind: 'fixed', id, tensor: wrapBytes(leaf.data, value.type, value.shape) });
    } else if (leaf.kind === 'host') {
      const array = makeArray(value.type, sizeOf(value.shape));
      this.feeds.push({
        kind: 'host',
        id,
        fill: leaf.fill,
        array,
        tensor: wrapBytes(array, value.type, value.shape),
      });
    }
  }

  private feed(feed: Feed, inputs: Readonly<Record<string, TypedArray>>): OrtTensor {
    switch (feed.kind) {
      case 'input':
        return this.wrap(inputs[feed.name]!, feed.value);
      case 'state':
        return this.wrap(this.backend.bytesOf(this.stateOf(feed.variable)), feed.value);
      case 'host':
        feed.fill(feed.array as never);
        return feed.tensor;
      case 'fixed':
        return feed.tensor;
    }
  }

  private stateOf(variable: tf.Variable) {
    if (variable.isDisposed) {
      throw new BackendError(
        'GANX_BACKEND_DISPOSED',
        `Variable '${variable.name}', which this compiled function uses, was disposed. Compile the function again without it.`,
        { variable: variable.name },
      );
    }
    return this.backend.dataOf(variable.dataId);
  }

  private store(variable: tf.Variable, bytes: TypedArray): void {
    const data = this.stateOf(variable);
    if (data.refCount === 1) {
      this.backend.replaceBytes(data, bytes);
      return;
    }
    // somebody holds a clone of the variable, which must keep the value it was cloned at
    const tensor = this.tensor(this.backend.adoptBytes(bytes, data.value!.type, data.shape));
    variable.assign(tensor);
    tensor.dispose();
  }

  private tensor(info: tf.TensorInfo): tf.Tensor {
    const engine = tf.engine() as unknown as { makeTensorFromTensorInfo(info: tf.TensorInfo): tf.Tensor };
    return engine.makeTensorFromTensorInfo(info);
  }

  private wrap(array: TypedArray, value: Value): OrtTensor {
    const known = this.wrapped.get(array);
    if (known && known.dims.length === value.rank && known.dims.every((dim, i) => dim === value.shape[i]))
      return known;
    const tensor = wrapBytes(array, value.type, value.shape);
    this.wrapped.set(array, tensor);
    return tensor;
  }
}

/** Graph outputs must be computed by nodes, each by its own. */
function distinctNodes(values: readonly Value[]): Value[] {
  const seen = new Set<Value>();
  return values.map((value) => {
    const output = value.leaf || seen.has(value) ? identity(value) : value;
    seen.add(output);
    return output;
  });
}
