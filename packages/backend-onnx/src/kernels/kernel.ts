import type { Value } from '../graph/index.js';

/** Inputs by the name that TensorFlow.js gives them; list inputs (Concat, Pack, AddN) by '0', '1', ... */
export type KernelInputs = Readonly<Record<string, Value>>;

/** A kernel: values in, values out. It records and computes nothing. */
export type Kernel<Attrs = never> = (inputs: KernelInputs, attrs: Attrs) => Value | Value[];

export type KernelTable = Readonly<Record<string, Kernel>>;

/** Keeps the attribute types inside and hands the table something uniform. */
export function kernel<Attrs>(record: (inputs: KernelInputs, attrs: Attrs) => Value | Value[]): Kernel {
  return record as unknown as Kernel;
}

/** The inputs of a kernel that takes a list. */
export function listOf(inputs: KernelInputs): Value[] {
  return Object.keys(inputs)
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => inputs[key]!);
}
