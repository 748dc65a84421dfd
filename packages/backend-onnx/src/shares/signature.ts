import type { Shape } from '../graph/index.js';

/** Into how many shares a batch is cut. Part of what fixes the bits of a run, so it does not depend on the machine. */
export const SHARES = 2;

/**
 * How a value of the whole batch follows from the values that stand for it in the shares (Yuan et al. 2021, OneFlow,
 * arXiv:2110.15032, section 3.1):
 *
 *   broadcast  every share has the whole of it
 *   split      `axis` is cut; where batches were put one behind the other, each of the `segments` is cut by itself
 *   partial    it is the sum over the shares
 */
export type Signature =
  | { readonly kind: 'broadcast' }
  | { readonly kind: 'split'; readonly axis: number; readonly segments: number }
  | { readonly kind: 'partial' };

export type Split = Extract<Signature, { kind: 'split' }>;

export const BROADCAST: Signature = { kind: 'broadcast' };
export const PARTIAL: Signature = { kind: 'partial' };
export const split = (axis: number, segments = 1): Split => ({ kind: 'split', axis, segments });

/** Whether an axis of this length can be cut in `segments` segments and each of these in equal shares. */
export function divides(length: number, segments: number): boolean {
  return length > 0 && length % (segments * SHARES) === 0;
}

/** The shape of a share of a value. */
export function shareShape(shape: Shape, signature: Signature): Shape {
  if (signature.kind !== 'split') return shape;
  return shape.map((length, axis) => (axis === signature.axis ? length / SHARES : length));
}
