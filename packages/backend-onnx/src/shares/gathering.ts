import { add, makeLeaf, sizeOf, type TypedArray, type Value } from '../graph/index.js';
import type { Gathered } from './share-batch.js';
import { SHARES } from './signature.js';

/** What stands for a gathered value in the graph that follows the shares, and where they write what they have computed of it. */
export interface Gathering {
  readonly standIn: Value;
  /** An array for each share. `arrayOf` finds that of a host input of the graph that follows. */
  parts(arrayOf: (host: Value) => TypedArray): readonly TypedArray[];
}

/**
 * Sums become a part of the graph that follows, so that the loop that updates a variable also adds up its gradient. Results are put
 * together here, as they would need a session of their own otherwise. Parts are added in the order of the shares.
 */
export function gathering({ whole, share, how }: Gathered, isResult: boolean): Gathering {
  const each = Array.from({ length: SHARES }, (_, i) => i);
  if (how === 'added' && !isResult) {
    const leaves = each.map((i) =>
      makeLeaf(share.type, share.shape, { kind: 'host', name: `part ${i}`, fill: () => {} }),
    );
    return { standIn: leaves.reduce(add), parts: (arrayOf) => leaves.map(arrayOf) };
  }
  const parts = each.map(() => new Float32Array(sizeOf(share.shape)));
  const fill = how === 'added' ? addUp(parts) : stack(parts);
  const standIn = makeLeaf(whole.type, whole.shape, { kind: 'host', name: 'gathered', fill });
  return { standIn, parts: () => parts };
}

const addUp =
  ([first, ...others]: readonly Float32Array[]) =>
  (target: Float32Array) => {
    target.set(first!);
    for (const part of others) for (let i = 0; i < part.length; i++) target[i]! += part[i]!;
  };

const stack = (parts: readonly Float32Array[]) => (target: Float32Array) => {
  for (const [i, part] of parts.entries()) target.set(part, i * part.length);
};
