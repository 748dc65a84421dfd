import type * as tf from '@tensorflow/tfjs-core';
import type { OnnxBackend } from '../backend.js';
import { makeArray, sizeOf, type TypedArray, type Value } from '../graph/index.js';
import { optimizeForDevice } from '../passes/optimize-for-device.js';
import type { OrtTensor } from '../session/binding.js';
import type { Device } from '../session/device.js';
import { DeviceBuffer } from '../session/device-buffer.js';
import { Session, wrapBytes } from '../session/session.js';
import { distinctNodes } from './distinct-nodes.js';
import { graphModel } from './graph-model.js';
import { resultsOf } from './graph-results.js';
import { type LeafSources, leafBytes } from './leaf-bytes.js';
import type { Inputs, Runnable } from './runnable.js';
import type { CompileStats } from './stats.js';
import type { TracedGraph } from './trace.js';
import { dataOf, tensorFor } from './variables.js';

interface Fetch {
  readonly id: string;
  readonly value: Value;
  readonly to: { readonly variable: tf.Variable } | { readonly output: string };
  readonly stays: boolean;
}

/**
 * A traced graph that computes on a GPU whose memory the binding hands out, updates of variables included. The new values of
 * variables stay there and are fed from there at the next call; the host gets a copy of one when it asks. Inputs and host
 * inputs travel to the device, outputs back.
 */
export class DeviceExecutable implements Runnable {
  private session: Session | null = null;
  private readonly load: () => Session | null;
  private readonly feeds: { id: string; value: Value }[] = [];
  private readonly fetches: readonly Fetch[];
  /** All that the function made, in its order, also what nothing reads: random streams move alike on all devices. */
  private readonly hosts = new Map<Value, TypedArray>();
  private readonly sources: LeafSources;

  constructor(
    private readonly backend: OnnxBackend,
    graph: TracedGraph,
    private readonly stats: CompileStats,
    device: Device,
    profile?: string,
  ) {
    this.sources = { backend, inputs: {}, hostArray: (host) => this.hosts.get(host)! };
    const start = performance.now();
    for (const value of graph.hosts) this.hosts.set(value, makeArray(value.type, sizeOf(value.shape)));
    const values = distinctNodes(optimizeForDevice(resultsOf(graph), device));
    const { model, nodes, inputs, nameOf } = graphModel(values);
    this.fetches = values.map((value, i) => {
      const update = graph.updates[i];
      const to = update
        ? { variable: update.variable }
        : { output: graph.outputs[i - graph.updates.length]!.name };
      return {
        id: nameOf(value),
        value,
        to,
        stays: Boolean(update) && sizeOf(value.shape) > 0,
      };
    });
    for (const value of inputs) this.feeds.push({ id: nameOf(value), value });
    stats.graphNodes = nodes.length;
    stats.fusedNodes = 0;
    stats.modelBytes = model.byteLength;
    stats.optimizeMs += performance.now() - start;
    this.load = () => {
      if (values.length === 0) return null;
      const before = performance.now();
      const session = new Session(model, {
        threads: backend.threads,
        optimization: 'all',
        device,
        onDevice: this.fetches.filter(({ stays }) => stays).map(({ id }) => id),
        ...(profile && { profile }),
      });
      stats.sessionMs += performance.now() - before;
      return session;
    };
  }

  run(inputs: Inputs): Record<string, tf.Tensor> {
    const { stats } = this;
    this.session ??= this.load();
    this.sources.inputs = inputs;
    const start = performance.now();
    for (const [{ leaf }, array] of this.hosts) if (leaf?.kind === 'host') leaf.fill(array as never);
    const feeds = Object.fromEntries(this.feeds.map(({ id, value }) => [id, this.tensorOf(value)]));
    const fed = performance.now();
    const results =
      this.session?.run(feeds, Object.fromEntries(this.fetches.map(({ id }) => [id, null]))) ?? {};
    const ran = performance.now();
    const outputs: Record<string, tf.Tensor> = {};
    for (const { id, value, to, stays } of this.fetches) {
      const result = results[id]!;
      if ('variable' in to) this.store(to.variable, value, result, stays);
      else
        outputs[to.output] = tensorFor(
          this.backend.adoptBytes(result.data as TypedArray, value.type, value.shape),
        );
    }
    this.sources.inputs = {};
    stats.runs++;
    stats.feedMs += fed - start;
    stats.runMs += ran - fed;
    stats.fetchMs += performance.now() - ran;
    return outputs;
  }

  endProfiling(): void {
    this.session?.endProfiling();
  }

  dispose(): void {
    this.session?.dispose();
  }

  private tensorOf(value: Value): OrtTensor {
    const leaf = value.leaf!;
    if (leaf.kind === 'state') {
      const data = dataOf(this.backend, leaf.key as tf.Variable);
      const held = data.value!.leaf;
      const there = held instanceof DeviceBuffer ? held.onDevice : null;
      return there ?? wrapBytes(this.backend.bytesOf(data), value.type, value.shape);
    }
    return wrapBytes(leafBytes(value, this.sources), value.type, value.shape);
  }

  private store(variable: tf.Variable, value: Value, result: OrtTensor, stays: boolean): void {
    const { backend } = this;
    const data = dataOf(this.backend, variable);
    const leaf = stays
      ? new DeviceBuffer(result, value.type, sizeOf(value.shape))
      : { kind: 'buffer' as const, data: result.data as TypedArray };
    if (data.refCount === 1) {
      backend.replaceLeaf(data, leaf);
      return;
    }
    // somebody holds a clone of the variable, which must keep the value it was cloned at
    const tensor = tensorFor(backend.adoptLeaf(leaf, value.type, data.shape));
    variable.assign(tensor);
    tensor.dispose();
  }
}
