import { UntraceableError } from '../errors.js';
import { collect, sizeOf, type TypedArray, type Value } from '../graph/index.js';
import { encodeModel } from '../onnx/encode.js';
import { lower } from '../passes/lower.js';
import { Session, wrapBytes } from './session.js';

/** Constants above this many elements are fed instead of being part of the model, so that models stay few and small. */
const BAKED_ELEMENTS = 64;
/** Graphs that touch fewer elements than this run on the calling thread alone. */
const THREADED_ELEMENTS = 1 << 15;

/**
 * Computes values now. The model of a graph depends on its structure alone, so a loop that builds the same graph each
 * time meets its session again; the least recently used sessions are released.
 */
export class Evaluator {
  private readonly sessions = new Map<string, Session>();

  constructor(
    private readonly threads: number,
    private readonly capacity = 128,
  ) {}

  /** Gives each target a buffer. Besides the targets it keeps what `isWanted` says somebody still holds. */
  evaluate(targets: readonly Value[], isWanted: (value: Value) => boolean): void {
    const pending = [...new Set(targets)].filter((value) => !value.leaf);
    if (pending.length === 0) return;
    const before = collect(pending);
    const wanted = new Set(pending);
    for (const node of before.nodes) {
      for (const output of node.outputs) if (isWanted(output)) wanted.add(output);
    }
    const outputs = [...wanted];
    const lowered = lower(outputs);
    const results = this.run(lowered);
    outputs.forEach((value, i) => {
      value.leaf = { kind: 'buffer', data: results[i]! };
      value.node = null;
    });
  }

  dispose(): void {
    for (const session of this.sessions.values()) session.dispose();
    this.sessions.clear();
  }

  private run(outputs: readonly Value[]): TypedArray[] {
    const distinct = [...new Set(outputs)].filter((value) => !value.leaf && sizeOf(value.shape) > 0);
    const { nodes, leaves } = collect(distinct);
    const index = new Map<Value, number>();
    const name = (value: Value) => `v${index.get(value)}`;
    const inputs: Value[] = [];
    const constants: Value[] = [];
    let key = '';
    let elements = 0;

    for (const leaf of leaves) {
      const source = leaf.leaf!;
      if (source.kind !== 'buffer' && source.kind !== 'constant') {
        throw new UntraceableError(source.kind, leaf.shape, leaf.type);
      }
      index.set(leaf, index.size);
      key += `${leaf.type}[${leaf.shape}]`;
      if (source.kind === 'constant' && source.data.length <= BAKED_ELEMENTS) {
        constants.push(leaf);
        key += `=${source.data.join()};`;
      } else {
        inputs.push(leaf);
        key += ';';
        elements += sizeOf(leaf.shape);
      }
    }
    for (const node of nodes) {
      const operands = node.inputs.map((input) => (input ? index.get(input) : -1));
      key += `${node.op}(${operands})${node.domain}${JSON.stringify(node.attributes)};`;
      for (const output of node.outputs) {
        index.set(output, index.size);
        key += `[${output.shape}]`;
        elements += sizeOf(output.shape);
      }
    }
    key += `>${distinct.map((value) => index.get(value))}`;

    const results = new Map<Value, TypedArray>();
    if (distinct.length > 0) {
      const session = this.sessionFor(key, elements, () =>
        encodeModel({ nodes, inputs, outputs: distinct, constants, nameOf: name }),
      );
      const feeds = Object.fromEntries(
        inputs.map((leaf) => [
          name(leaf),
          wrapBytes((leaf.leaf as { data: TypedArray }).data, leaf.type, leaf.shape),
        ]),
      );
      const fetched = session.run(feeds, Object.fromEntries(distinct.map((value) => [name(value), null])));
      for (const value of distinct) results.set(value, fetched[name(value)]!.data as TypedArray);
    }
    return outputs.map((value) => {
      if (value.leaf && 'data' in value.leaf) return value.leaf.data;
      return results.get(value) ?? emptyArray(value);
    });
  }

  private sessionFor(key: string, elements: number, model: () => Uint8Array): Session {
    let session = this.sessions.get(key);
    if (session) {
      this.sessions.delete(key);
    } else {
      const threads = elements < THREADED_ELEMENTS ? 1 : this.threads;
      session = new Session(model(), { threads, optimization: 'basic' });
      if (this.sessions.size >= this.capacity) {
        const [oldest, stale] = this.sessions.entries().next().value!;
        this.sessions.delete(oldest);
        stale.dispose();
      }
    }
    this.sessions.set(key, session);
    return session;
  }
}

function emptyArray(value: Value): TypedArray {
  return value.type === 'float32'
    ? new Float32Array(0)
    : value.type === 'int32'
      ? new Int32Array(0)
      : new Uint8Array(0);
}
