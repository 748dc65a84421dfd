import type { ElementType, Shape, TypedArray } from './types.js';

/** An ONNX attribute, tagged with its kind: i(nt), f(loat), s(tring), is (list of ints), fs (list of floats). */
export type Attribute =
  | { readonly i: number }
  | { readonly f: number }
  | { readonly s: string }
  | { readonly is: readonly number[] }
  | { readonly fs: readonly number[] };

export type Attributes = Readonly<Record<string, Attribute>>;

/** Where a value that no node computes comes from. */
export type Leaf =
  /** Part of the model. */
  | { readonly kind: 'constant'; readonly data: TypedArray }
  /** Bytes that exist already and are fed. */
  | { readonly kind: 'buffer'; data: TypedArray }
  /** An argument of a compiled function. */
  | { readonly kind: 'input'; readonly name: string }
  /** A variable of the program, its bytes fed at each replay. */
  | { readonly kind: 'state'; readonly name: string; readonly key: object }
  /** Filled by the host before each replay. */
  | { readonly kind: 'host'; readonly name: string; readonly fill: (target: never) => void };

let nextId = 1;

/** A tensor in the graph: the output of a node, or a leaf. */
export class Value {
  readonly id = nextId++;
  node: Node | null = null;
  leaf: Leaf | null = null;
  /** How many nodes were ever made that read this value. */
  uses = 0;

  constructor(
    readonly type: ElementType,
    readonly shape: Shape,
  ) {}

  get rank(): number {
    return this.shape.length;
  }
}

/** An operation. `op` and `domain` are ONNX's, or domain 'ganx' for what a pass still has to lower. */
export class Node {
  readonly id = nextId++;
  outputs: readonly Value[] = [];

  constructor(
    readonly op: string,
    readonly inputs: readonly (Value | null)[],
    readonly attributes: Attributes,
    readonly domain: string,
    /** The TensorFlow.js kernel that asked for it. */
    readonly origin: string,
  ) {
    for (const input of inputs) if (input) input.uses++;
  }
}

let origin = '';

/** Runs `make`; the nodes it makes name `kernel` as their origin. */
export function withOrigin<T>(kernel: string, make: () => T): T {
  const before = origin;
  origin = kernel;
  try {
    return make();
  } finally {
    origin = before;
  }
}

export interface OutputType {
  type: ElementType;
  shape: Shape;
}

export function makeNode(
  op: string,
  inputs: readonly (Value | null)[],
  outputs: readonly OutputType[],
  attributes: Attributes = {},
  domain = '',
  from = origin,
): Value[] {
  const node = new Node(op, inputs, attributes, domain, from);
  const values = outputs.map((o) => {
    const value = new Value(o.type, o.shape);
    value.node = node;
    return value;
  });
  node.outputs = values;
  return values;
}

export function makeLeaf(type: ElementType, shape: Shape, leaf: Leaf): Value {
  const value = new Value(type, shape);
  value.leaf = leaf;
  return value;
}

export function constantData(value: Value | null | undefined): TypedArray | null {
  return value?.leaf?.kind === 'constant' ? value.leaf.data : null;
}
