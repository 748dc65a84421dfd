import type { MapNode } from '../spec/tree.js';
import { pointWith, unitsOf } from './fit.js';
import { type Axis, isAtOrBelow, isStructural, type Space, type Values } from './space.js';

/** Parts of an experiment of which the built networks tell what a state must fit. */
const networks = ['generator', 'discriminator'];

/** What the state of an experiment with these values holds: equal where a run can go on from the other's; undefined if it is wrong. */
export type StateOf = (values: Values) => Promise<string | undefined>;

/**
 * Axes below the networks that leave the state as it is, whatever their value: a slope, a dropout rate, an activation without weights.
 * Each value is tried as in `fitParameters`, with the other axes in the middle. If it matters only together with others, the
 * trial in question fails: its parent's state does not fit.
 */
export async function carriedAxes(root: MapNode, space: Space, stateOf: StateOf): Promise<readonly Axis[]> {
  const carried: Axis[] = [];
  for (const [index, axis] of space.axes.entries())
    if (mayBeCarried(axis) && (await isCarried(root, space, index, stateOf))) carried.push(axis);
  return carried;
}

const mayBeCarried = ({ structural, parameters }: Axis): boolean =>
  structural === true &&
  parameters.every(({ path }) => !isStructural(path) || networks.some((part) => isAtOrBelow(path, part)));

async function isCarried(root: MapNode, space: Space, index: number, stateOf: StateOf): Promise<boolean> {
  const axis = space.axes[index]!;
  let first: string | undefined;
  for (const unit of unitsOf(axis)) {
    const found = pointWith(root, space, axis.parameters[0]!, index, unit, []);
    if ('code' in found) return false;
    if (!found.values) continue;
    const state = await stateOf(found.values);
    first ??= state;
    if (state === undefined || state !== first) return false;
  }
  return first !== undefined;
}
