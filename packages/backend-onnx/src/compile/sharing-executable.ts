import type * as tf from '@tensorflow/tfjs-core';
import type { OnnxBackend } from '../backend.js';
import { collect, makeArray, makeLeaf, sizeOf, type TypedArray, type Value } from '../graph/index.js';
import { optimize } from '../passes/optimize.js';
import type { OrtTensor } from '../session/binding.js';
import type { HelperTask } from '../session/helper.js';
import { NO_TENSOR, Session } from '../session/session.js';
import { WrappedArrays } from '../session/wrapped-arrays.js';
import { planShares, type SharePlan } from '../shares/plan-shares.js';
import { SHARES } from '../shares/signature.js';
import { distinctNodes } from './distinct-nodes.js';
import { Executable } from './executable.js';
import { graphModel } from './graph-model.js';
import { resultsOf, withResults } from './graph-results.js';
import { type LeafSources, leafBytes } from './leaf-bytes.js';
import { replaceLeaves } from './replace-leaves.js';
import type { Inputs, Runnable } from './runnable.js';
import type { CompileStats } from './stats.js';
import type { TracedGraph } from './trace.js';

interface Feed {
  readonly id: string;
  /** The leaf of the whole batch. */
  readonly leaf: Value;
  /** What a share sees of it. */
  readonly shape: readonly number[];
  readonly cut: boolean;
}

interface Fetch {
  readonly id: string;
  readonly value: Value;
  /** By share. */
  readonly parts: readonly TypedArray[];
}

/** Of those that compute shares, the one that may be another thread. */
const HELPED = SHARES - 1;

/**
 * A traced graph whose batch is computed in shares (see `shareBatch`), one of them by another thread where there is one. Bits do not
 * depend on who computed which.
 */
export class SharingExecutable implements Runnable {
  private session: Session | null = null;
  private readonly load: () => Session;
  private readonly feeds: readonly Feed[];
  private readonly fetches: readonly Fetch[];
  private readonly task: HelperTask | null;
  /** What follows the shares. */
  private readonly rest: Executable;
  /** All that the function made, in its order, also what nothing reads: random streams move as they do elsewhere. */
  private readonly hosts = new Map<Value, TypedArray>();
  private readonly wrapped = new WrappedArrays();
  private readonly sources: LeafSources;

  /** Null where the graph is better computed in one. */
  static of(
    backend: OnnxBackend,
    graph: TracedGraph,
    stats: CompileStats,
    profile?: string,
  ): SharingExecutable | null {
    const start = performance.now();
    const plan = planShares(resultsOf(graph));
    stats.optimizeMs += performance.now() - start;
    return plan && new SharingExecutable(plan, backend, graph, stats, profile);
  }

  private constructor(
    plan: SharePlan,
    backend: OnnxBackend,
    graph: TracedGraph,
    private readonly stats: CompileStats,
    profile?: string,
  ) {
    for (const host of graph.hosts) this.hosts.set(host, makeArray(host.type, sizeOf(host.shape)));
    this.sources = { backend, inputs: {}, hostArray: (host) => this.hosts.get(host)! };
    const rest = new Executable(backend, followingGraph(graph, plan, this.hosts), stats);
    this.rest = rest;

    const start = performance.now();
    const values = distinctNodes(optimize(plan.shares));
    const { model, nodes, inputs, nameOf, memoryPlan } = graphModel(values, NO_TENSOR);
    const wholeOf = new Map([...plan.cut].map(([whole, share]) => [share, whole]));
    this.feeds = inputs.map((share) => {
      const whole = wholeOf.get(share);
      return { id: nameOf(share), leaf: whole ?? share, shape: share.shape, cut: whole !== undefined };
    });
    this.fetches = values.map((value, i) => {
      const parts = plan.gatherings[i]!.parts((host) => rest.arrayOf(host));
      return { id: nameOf(value), value, parts };
    });
    stats.graphNodes += nodes.length;
    stats.modelBytes += model.byteLength;

    const { threads, helper } = backend;
    const settings = { optimization: 'all' as const, memoryPlan };
    this.task =
      helper?.add({
        model,
        settings: { ...settings, threads: Math.floor(threads / SHARES) },
        inputs: this.feeds.map(({ id, leaf: { type }, shape }) => ({ name: id, type, shape })),
        outputs: this.fetches.map(({ id, value: { type, shape } }) => ({ name: id, type, shape })),
      }) ?? null;
    stats.optimizeMs += performance.now() - start;
    this.load = () => {
      const before = performance.now();
      const session = new Session(model, {
        ...settings,
        threads: helper ? Math.ceil(threads / SHARES) : threads,
        ...(profile && { profile }),
      });
      stats.sessionMs += performance.now() - before;
      return session;
    };
  }

  run(inputs: Inputs): Record<string, tf.Tensor> {
    const { stats, task } = this;
    this.session ??= this.load();
    this.sources.inputs = inputs;
    const start = performance.now();
    for (const [{ leaf }, array] of this.hosts) if (leaf?.kind === 'host') leaf.fill(array as never);
    if (task)
      for (const [i, feed] of this.feeds.entries()) task.inputs[i]!.set(this.bytesOf(feed, HELPED) as never);
    const isHelped = task?.start() ?? false;
    const fed = performance.now();
    for (let share = 0; share < HELPED; share++) this.compute(share);
    if (isHelped && task!.finish(performance.now() - fed)) {
      for (const [i, { parts }] of this.fetches.entries()) parts[HELPED]!.set(task!.outputs[i] as never);
    } else {
      this.compute(HELPED);
    }
    this.sources.inputs = {};
    stats.feedMs += fed - start;
    stats.runMs += performance.now() - fed;
    return this.rest.run(inputs);
  }

  endProfiling(): void {
    this.session?.endProfiling();
  }

  dispose(): void {
    this.session?.dispose();
    this.task?.dispose();
    this.rest.dispose();
  }

  private compute(share: number): void {
    const { wrapped } = this;
    const feeds: Record<string, OrtTensor> = {};
    for (const feed of this.feeds)
      feeds[feed.id] = wrapped.tensorOf(this.bytesOf(feed, share), feed.leaf, feed.shape);
    const fetches: Record<string, OrtTensor> = {};
    for (const { id, value, parts } of this.fetches)
      fetches[id] = wrapped.tensorOf(parts[share]!, value, value.shape);
    this.session!.runInto(feeds, fetches);
  }

  private bytesOf({ leaf, cut }: Feed, share: number): TypedArray {
    const bytes = leafBytes(leaf, this.sources);
    const length = bytes.length / SHARES;
    return cut ? bytes.subarray(share * length, (share + 1) * length) : bytes;
  }
}

/** The graph that follows the shares. What it reads of host inputs was filled before they ran. */
function followingGraph(
  graph: TracedGraph,
  plan: SharePlan,
  filled: ReadonlyMap<Value, TypedArray>,
): TracedGraph {
  const hosts = collect(plan.results).leaves.filter((leaf) => leaf.leaf!.kind === 'host');
  const copies = new Map<Value, Value>();
  for (const host of hosts) {
    const array = filled.get(host);
    const fill = (target: TypedArray) => target.set(array as never);
    if (array) copies.set(host, makeLeaf(host.type, host.shape, { kind: 'host', name: 'filled', fill }));
  }
  return {
    ...withResults(graph, replaceLeaves(plan.results, copies)),
    hosts: hosts.map((host) => copies.get(host) ?? host),
  };
}
