import type * as tf from '@tensorflow/tfjs-core';
import type { TypedArray, Value } from '../graph/index.js';
import { ArenaPlan, type KernelCall } from '../wasm/arena.js';
import type { WasmFunction } from '../wasm/encoder.js';
import { makeKernel } from '../wasm/kernel.js';
import { fixedNumber, type Region, throughReshapes } from '../wasm/region.js';

/** What the regions need of the world at each run. */
export interface RegionFeeds {
  /** The bytes of an input, a host input, or a variable. */
  bytesOf(leaf: Value): TypedArray;
  /** Makes `slot` hold the variable's value, and nobody else's. */
  claim(variable: tf.Variable, slot: Float32Array): void;
}

interface Prepared {
  call: KernelCall;
  groups: number;
  addresses: number[];
  scalars: (() => number)[];
}

/** Elementwise regions bound to arrays: run after the graph, they update variables where they lie. */
export class InPlaceUpdates {
  /** What the graph must compute, and the array that it must write. */
  readonly fetches = new Map<Value, Float32Array>();
  /** Host inputs that regions read as arrays get these to fill. */
  readonly hostArrays = new Map<Value, Float32Array>();
  private readonly slots = new Map<tf.Variable, Float32Array>();
  private readonly copied: { leaf: Value; array: Float32Array }[] = [];
  private readonly prepared: Prepared[] = [];

  constructor(
    regions: readonly Region[],
    private readonly feeds: RegionFeeds,
  ) {
    const functions: WasmFunction[] = [];
    const known = new Map<string, number>();
    const kernelOf = regions.map((region) => {
      const made = makeKernel(region);
      const key = `${made.params}|${made.vectors}|${made.body}`;
      if (!known.has(key)) known.set(key, functions.push(made) - 1);
      return known.get(key)!;
    });

    const plan = new ArenaPlan();
    const places = new Map<object, { address: number; size: number }>();
    const place = (key: object, size: number) => {
      const found = places.get(key) ?? { address: plan.reserve(size), size };
      places.set(key, found);
      return found.address;
    };
    const layouts = regions.map(({ size, arrays, results }) => [
      ...arrays.map((value) => place(keyOf(value), size)),
      ...results.map(({ target }) => place(target, size)),
    ]);
    const arena = plan.build(functions);
    const view = (key: object) => {
      const { address, size } = places.get(key)!;
      return arena.floats(address, size);
    };

    regions.forEach((region, i) => {
      for (const value of region.arrays) this.bindArray(value, view(keyOf(value)));
      for (const { target } of region.results) this.slots.set(target as tf.Variable, view(target));
      this.prepared.push({
        call: arena.kernels[kernelOf[i]!]!,
        groups: Math.ceil(region.size / 4),
        addresses: layouts[i]!,
        scalars: region.scalars.map((value) => this.bindScalar(value)),
      });
    });
  }

  /** Before the graph runs: variables move into their slots. */
  claim(): void {
    for (const [variable, slot] of this.slots) this.feeds.claim(variable, slot);
  }

  /** After it: all numbers are read before the first kernel writes. */
  run(): void {
    for (const { leaf, array } of this.copied) array.set(this.feeds.bytesOf(leaf) as Float32Array);
    const numbers = this.prepared.map(({ scalars }) => scalars.map((read) => read()));
    for (const [i, { call, groups, addresses }] of this.prepared.entries())
      call(groups, ...addresses, ...numbers[i]!);
  }

  private bindArray(value: Value, array: Float32Array): void {
    const leaf = value.leaf;
    if (!leaf) this.fetches.set(throughReshapes(value), array);
    else if (leaf.kind === 'state') this.slots.set(leaf.key as tf.Variable, array);
    else if (leaf.kind === 'host') this.hostArrays.set(value, array);
    else if (leaf.kind === 'input') this.copied.push({ leaf: value, array });
    else array.set(leaf.data as Float32Array);
  }

  private bindScalar(value: Value): () => number {
    const fixed = fixedNumber(value);
    if (fixed !== null) return () => fixed;
    if (value.leaf) return () => Number(this.feeds.bytesOf(value)[0]);
    const source = throughReshapes(value);
    const array = this.fetches.get(source) ?? new Float32Array(1);
    this.fetches.set(source, array);
    return () => array[0]!;
  }
}

function keyOf(value: Value): object {
  return value.leaf?.kind === 'state' ? value.leaf.key : value.leaf ? value : throughReshapes(value);
}
