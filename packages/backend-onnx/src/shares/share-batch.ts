import * as g from '../graph/index.js';
import { type Derived, derive, type Operand } from './rules/index.js';
import { BROADCAST, divides, type Signature, shareShape, split } from './signature.js';

/** Where the shares of a result go. */
export interface Gathered {
  /** What one share computes. */
  readonly share: g.Value;
  /** The value of the whole batch. */
  readonly whole: g.Value;
  /** Shares are added up, or put one behind the other. */
  readonly how: 'added' | 'stacked';
}

/** A graph cut in shares of its batch. */
export interface SharedBatch {
  /** What each share computes. It reads `cut` leaves with the shape of a share and all others as they are. */
  readonly gathered: readonly Gathered[];
  /** The leaves of the whole batch that are cut, along their first axis, and what stands for them in a share. */
  readonly cut: ReadonlyMap<g.Value, g.Value>;
}

/**
 * Finds how the samples of a batch can be computed in shares that do not need each other, as on the devices of a cluster (single
 * program, multiple data): each share computes the samples that it has, and its part of every sum over the batch. What remains,
 * optimizer updates above all, reads the gathered sums.
 *
 * Null where samples meet before they are summed (batch norm), or where an operation is not known to keep them apart.
 */
export function shareBatch(outputs: readonly g.Value[]): SharedBatch | null {
  const { nodes, leaves } = g.collect(outputs);
  const batch = batchOf(leaves);
  if (batch === 0) return null;
  const whole = leaves.filter((leaf) => isFed(leaf) && leaf.rank > 0 && leaf.shape[0] === batch);
  const late = new Set<g.Node>();
  for (;;) {
    const found = derivations(nodes, new Set(whole), batch, late);
    if (!found) return null;
    const gathered = neededWhole(outputs, nodes, found.signatures, late);
    if (!gathered) return null;
    // What can be computed from sums that are gathered anyway needs no sums of its own.
    const spared = nodes.filter((node) => {
      const partial = node.inputs.filter((input) => input && found.signatures.get(input)?.kind === 'partial');
      return partial.length > 0 && partial.every((input) => gathered.has(input!)) && !late.has(node);
    });
    if (spared.length > 0) {
      for (const node of spared) late.add(node);
      continue;
    }
    return build(nodes, whole, gathered, found);
  }
}

interface Derivations {
  readonly signatures: ReadonlyMap<g.Value, Signature>;
  readonly derived: ReadonlyMap<g.Node, Derived>;
}

/** Signatures of all values that shares compute; nodes that come after the gathering are added to `late`. */
function derivations(
  nodes: readonly g.Node[],
  whole: ReadonlySet<g.Value>,
  batch: number,
  late: Set<g.Node>,
): Derivations | null {
  const signatures = new Map<g.Value, Signature>([...whole].map((leaf) => [leaf, split(0)]));
  const derived = new Map<g.Node, Derived>();
  for (const node of nodes) {
    const isLate = node.inputs.some((input) => input?.node && late.has(input.node)) || late.has(node);
    const operands = node.inputs.map(
      (value) => value && { value, signature: signatures.get(value) ?? BROADCAST },
    );
    if (!isLate && operands.every((operand) => !operand || operand.signature === BROADCAST)) {
      const spread = spreadOver(node, batch);
      if (!spread) continue;
      derived.set(node, spread);
      signatures.set(node.outputs[0]!, spread.signature);
      continue;
    }
    const result =
      isLate || operands.includes(null) || node.outputs.length > 1
        ? null
        : derive(node, operands as Operand[]);
    if (!result) {
      if (operands.some((operand) => operand?.signature.kind === 'split')) return null;
      late.add(node);
      continue;
    }
    derived.set(node, result);
    signatures.set(node.outputs[0]!, result.signature);
  }
  return { signatures, derived };
}

/** The same for each sample, such as what a mean passes back: the samples of a share get it as well. */
function spreadOver(node: g.Node, batch: number): Derived | null {
  const output = node.outputs[0]!;
  const [source] = node.inputs;
  const isSpread = node.op === 'Expand' && node.domain === '' && output.rank > 1 && output.shape[0] === batch;
  if (!isSpread || (source!.rank === output.rank && source!.shape[0] !== 1)) return null;
  const signature = split(0);
  return { signature, make: ([share]) => g.expand(share!, shareShape(output.shape, signature)) };
}

/** What must be gathered: results, and what late nodes read. Null where it is cut anywhere but in one piece along the first axis. */
function neededWhole(
  outputs: readonly g.Value[],
  nodes: readonly g.Node[],
  signatures: ReadonlyMap<g.Value, Signature>,
  late: ReadonlySet<g.Node>,
): Set<g.Value> | null {
  const read = nodes.filter((node) => late.has(node)).flatMap(({ inputs }) => inputs);
  const gathered = new Set<g.Value>();
  for (const value of [...outputs, ...read]) {
    const signature = value?.node && signatures.get(value);
    if (!signature) continue;
    if (signature.kind === 'split' && (signature.axis !== 0 || signature.segments !== 1)) return null;
    if (value.type !== 'float32') return null;
    gathered.add(value);
  }
  return gathered.size > 0 ? gathered : null;
}

function build(
  nodes: readonly g.Node[],
  whole: readonly g.Value[],
  gathered: ReadonlySet<g.Value>,
  { signatures, derived }: Derivations,
): SharedBatch {
  const cut = new Map(
    whole.map((leaf) => [leaf, g.makeLeaf(leaf.type, shareShape(leaf.shape, split(0)), leaf.leaf!)]),
  );
  const shares = new Map<g.Value, g.Value>(cut);
  for (const node of nodes) {
    const found = derived.get(node);
    if (!found) continue;
    const output = node.outputs[0]!;
    const inputs = node.inputs.map((input) => shares.get(input!) ?? input!);
    const { type } = output;
    const shape = shareShape(output.shape, found.signature);
    const made =
      found.make?.(inputs) ??
      g.makeNode(node.op, inputs, [{ type, shape }], node.attributes, node.domain, node.origin)[0]!;
    shares.set(output, made);
  }
  return {
    gathered: [...gathered].map((value) => ({
      whole: value,
      share: shares.get(value)!,
      how: signatures.get(value)!.kind === 'partial' ? 'added' : 'stacked',
    })),
    cut,
  };
}

/** The length of the first axis that most fed elements have, if it can be cut; otherwise 0. */
function batchOf(leaves: readonly g.Value[]): number {
  const elements = new Map<number, number>();
  for (const leaf of leaves) {
    const length = leaf.shape[0] ?? 0;
    if (!isFed(leaf) || leaf.rank < 2 || !divides(length, 1)) continue;
    elements.set(length, (elements.get(length) ?? 0) + g.sizeOf(leaf.shape));
  }
  const [most] = [...elements].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? 0;
}

function isFed({ leaf }: g.Value): boolean {
  return leaf?.kind === 'input' || leaf?.kind === 'host';
}
