import type * as tf from '@tensorflow/tfjs-core';
import type { OnnxBackend } from '../backend.js';
import { makeArray, sizeOf, type TypedArray, type Value } from '../graph/index.js';
import { optimize } from '../passes/optimize.js';
import { optimizeForDevice } from '../passes/optimize-for-device.js';
import type { OrtTensor } from '../session/binding.js';
import type { Device } from '../session/device.js';
import { NO_TENSOR, Session } from '../session/session.js';
import { WrappedArrays } from '../session/wrapped-arrays.js';
import { findRegions } from '../wasm/region.js';
import { distinctNodes } from './distinct-nodes.js';
import { graphModel } from './graph-model.js';
import { resultsOf } from './graph-results.js';
import { InPlaceUpdates } from './in-place.js';
import { type LeafSources, leafBytes } from './leaf-bytes.js';
import type { Inputs, Runnable } from './runnable.js';
import type { CompileStats } from './stats.js';
import type { TracedGraph } from './trace.js';
import { dataOf, tensorFor } from './variables.js';

interface Fetch {
  value: Value;
  /** What becomes of the result: a variable's new value, an output, or bytes that a region reads. */
  to: { variable: tf.Variable } | { output: string } | { array: TypedArray };
}

interface HostFeed {
  fill: (target: never) => void;
  array: TypedArray;
}

/**
 * A simplified traced graph as a session with its feeds and fetches bound, and the kernels that finish what it computes. On a
 * device that cannot keep variables their new values are computed on the host all the same: then gradients come from the
 * device and weights go there, and what an optimizer remembers stays where it is.
 */
export class Executable implements Runnable {
  /** Loaded by the first run: whoever only wants to know that a function can be compiled does not wait for it. */
  private session: Session | null = null;
  private readonly load: () => Session | null;
  private readonly feeds: { id: string; value: Value }[] = [];
  private readonly fetches: (Fetch & { id: string })[] = [];
  /** Results that are host inputs as they are. */
  private readonly copies: Fetch[];
  private readonly hosts = new Map<Value, HostFeed>();
  private readonly updates: InPlaceUpdates;
  private readonly wrapped = new WrappedArrays();
  private readonly sources: LeafSources;

  constructor(
    private readonly backend: OnnxBackend,
    graph: TracedGraph,
    private readonly stats: CompileStats,
    profile?: string,
    device: Device = 'cpu',
  ) {
    this.sources = { backend, inputs: {}, hostArray: (host) => this.arrayOf(host) };
    const start = performance.now();
    const traced = resultsOf(graph);
    const results = device === 'cpu' ? optimize(traced) : optimizeForDevice(traced, device);
    const updates = graph.updates.map(({ variable }, i) => ({ value: results[i]!, target: variable }));
    const outputs = graph.outputs.map(({ name }, i) => ({
      value: results[updates.length + i]!,
      to: { output: name },
    }));

    const regions = findRegions(
      updates,
      outputs.map(({ value }) => value),
    );
    this.updates = new InPlaceUpdates(regions, {
      bytesOf: (leaf) => leafBytes(leaf, this.sources),
      claim: (variable, slot) => this.claim(variable, slot),
    });
    // All of them, in the order of the function: random streams then move as they do where nothing is compiled.
    for (const value of graph.hosts) this.bindHost(value);
    const done = new Set(regions.flatMap((region) => region.results));
    const handedOut: Fetch[] = [
      ...updates
        .filter((u) => !done.has(u))
        .map(({ value, target }) => ({ value, to: { variable: target } })),
      ...outputs,
    ];
    this.copies = handedOut.filter(({ value }) => value.leaf?.kind === 'host');
    for (const { value } of this.copies) this.bindHost(value);
    const wanted: Fetch[] = [
      ...handedOut.filter((result) => !this.copies.includes(result)),
      ...[...this.updates.fetches].map(([value, array]) => ({ value, to: { array } })),
    ];
    for (const region of regions)
      for (const value of [...region.arrays, ...region.scalars]) this.bindHost(value);

    const values = distinctNodes(wanted.map(({ value }) => value));
    const { model, nodes, inputs, nameOf, memoryPlan } = graphModel(values, NO_TENSOR);
    for (const [i, { to }] of wanted.entries()) {
      const value = values[i]!;
      this.fetches.push({ value, to, id: nameOf(value) });
    }
    for (const leaf of inputs) {
      this.bindHost(leaf);
      this.feeds.push({ id: nameOf(leaf), value: leaf });
    }
    stats.graphNodes = nodes.length;
    stats.fusedNodes = regions.reduce((sum, region) => sum + region.nodes.length, 0);
    stats.modelBytes = model.byteLength;
    stats.optimizeMs += performance.now() - start;
    const settings = {
      threads: backend.threads,
      optimization: 'all' as const,
      memoryPlan,
      device,
      ...(profile ? { profile } : {}),
    };
    this.load = () => {
      if (values.length === 0) return null;
      const before = performance.now();
      const session = new Session(model, settings);
      stats.sessionMs += performance.now() - before;
      return session;
    };
  }

  run(inputs: Inputs): Record<string, tf.Tensor> {
    const { backend, stats } = this;
    this.session ??= this.load();
    this.sources.inputs = inputs;
    const start = performance.now();
    this.updates.claim();
    for (const { fill, array } of this.hosts.values()) fill(array as never);
    const feeds: Record<string, OrtTensor> = {};
    for (const { id, value } of this.feeds)
      feeds[id] = this.wrapped.tensorOf(leafBytes(value, this.sources), value, value.shape);
    const fetches: Record<string, OrtTensor> = {};
    const arrays = this.fetches.map(({ id, value, to }) => {
      const array = 'array' in to ? to.array : backend.pool.take(value.type, sizeOf(value.shape));
      fetches[id] = this.wrapped.tensorOf(array, value, value.shape);
      return array;
    });
    const fed = performance.now();
    this.session?.runInto(feeds, fetches);
    const ran = performance.now();
    this.updates.run();
    const updated = performance.now();

    const outputs: Record<string, tf.Tensor> = {};
    const handOut = ({ value, to }: Fetch, array: TypedArray) => {
      if ('variable' in to) this.store(to.variable, array);
      else if ('output' in to)
        outputs[to.output] = tensorFor(backend.adoptBytes(array, value.type, value.shape));
    };
    this.fetches.forEach((fetch, i) => {
      handOut(fetch, arrays[i]!);
    });
    for (const copy of this.copies) handOut(copy, this.copyOf(copy.value));
    this.sources.inputs = {};
    stats.runs++;
    stats.feedMs += fed - start;
    stats.runMs += ran - fed;
    stats.updateMs += updated - ran;
    stats.fetchMs += performance.now() - updated;
    return outputs;
  }

  /** What a host input is read from. */
  arrayOf(host: Value): TypedArray {
    return this.hosts.get(host)!.array;
  }

  endProfiling(): void {
    this.session?.endProfiling();
  }

  dispose(): void {
    this.session?.dispose();
  }

  private bindHost(value: Value): void {
    if (value.leaf?.kind !== 'host' || this.hosts.has(value)) return;
    const array = this.updates.hostArrays.get(value) ?? makeArray(value.type, sizeOf(value.shape));
    this.hosts.set(value, { fill: value.leaf.fill, array });
  }

  private copyOf(host: Value): TypedArray {
    const copy = this.backend.pool.take(host.type, sizeOf(host.shape));
    copy.set(this.arrayOf(host) as never);
    return copy;
  }

  /** Moves a variable into its slot, where it will be overwritten; whoever else holds the old bytes gets a copy. */
  private claim(variable: tf.Variable, slot: Float32Array): void {
    const data = dataOf(this.backend, variable);
    const bytes = this.backend.bytesOf(data);
    const alone = data.refCount === 1 && this.backend.isAlone(data);
    if (bytes === slot && alone) return;
    if (bytes === slot) this.backend.preserve(data);
    else slot.set(bytes as Float32Array);
    this.store(variable, slot);
  }

  private store(variable: tf.Variable, bytes: TypedArray): void {
    const data = dataOf(this.backend, variable);
    if (data.refCount === 1) {
      this.backend.replaceBytes(data, bytes);
      return;
    }
    // somebody holds a clone of the variable, which must keep the value it was cloned at
    const tensor = tensorFor(this.backend.adoptBytes(bytes, data.value!.type, data.shape));
    variable.assign(tensor);
    tensor.dispose();
  }
}
