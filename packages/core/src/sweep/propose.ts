import { RuntimeFailure } from '../errors.js';
import type { Evaluated, Proposal, Search } from '../plugin/index.js';
import { valueText } from './argument.js';
import { proposalRandom } from './random.js';
import type { Assignment, Space, Values } from './space.js';

export interface Proposed {
  readonly index: number;
  readonly at: Evaluated['point'];
  readonly values: Values;
  readonly more: Omit<Proposal, 'point'>;
}

export interface ProposalRequest {
  readonly search: Search;
  readonly space: Space;
  readonly seed: number;
  /** Where to go on: after the last proposal that was taken. */
  readonly from: number;
  readonly history: readonly Evaluated[];
  /** An exhaustive search must not try the same values twice: these were tried. */
  readonly seen: ReadonlySet<string> | undefined;
}

/** Constraints that hold for fewer than one point in so many are taken to hold for none. */
const mostRefused = 10_000;
/** A search that visits every combination may pass over more in a row: it finds those that are left. */
const mostPassed = 200_000;

/**
 * The next proposal that meets all constraints, or `wait` if the search waits for results. Trial i is thus the i-th
 * admissible proposal, whoever else runs beside it.
 *
 * Errors     RuntimeFailure GANX_SWEEP_CONSTRAINTS if too many in a row are refused, GANX_SWEEP_PROPOSAL if the search leaves
 *            the unit cube.
 */
export function propose(request: ProposalRequest): Proposed | 'wait' | undefined {
  const { search, space, seed, from, history, seen } = request;
  const most = seen ? mostPassed : mostRefused;
  let refusedBy = '';
  let index = from;
  for (let passed = 0; passed < most; passed++) {
    const answer = search.propose({ index, random: proposalRandom(seed, index), history });
    if (answer === undefined || answer === 'wait') return answer;
    const { point, ...more } = 'point' in answer ? answer : { point: answer };
    checkPoint(point, space);
    const assigned = space.assign(point);
    const { values, active, refusedBy: constraint } = assigned;
    if (!constraint && !seen?.has(keyOf(values)))
      return { index, at: space.settle(point, active), values, more };
    refusedBy = constraint?.text ?? refusedBy;
    index = seen && search.after ? search.after(index, decidingAxis(assigned, space)) : index + 1;
  }
  const why =
    refusedBy === '' ? 'are the same as others' : `break a constraint, the last of them "${refusedBy}"`;
  throw new RuntimeFailure(
    'GANX_SWEEP_CONSTRAINTS',
    `${most} ${seen ? 'combinations' : 'proposals'} in a row ${why}. Loosen it, or narrow the parameters${seen ? '; parameters that a constraint reads are cheapest at the top of the file' : ''}.`,
  );
}

/** The last axis that has a part in why a point is passed over: whatever follows it changes nothing. */
const decidingAxis = ({ refusedBy, active }: Assignment, space: Space): number =>
  refusedBy ? space.lastAxisOf(refusedBy) : active.lastIndexOf(true);

function checkPoint(point: readonly number[], { axes }: Space): void {
  if (point.length === axes.length && point.every((unit) => unit >= 0 && unit < 1)) return;
  throw new RuntimeFailure(
    'GANX_SWEEP_PROPOSAL',
    `The search proposed [${point.join(', ')}]; it must give ${axes.length} numbers of at least 0 and below 1, one for each parameter that varies. This is a mistake in the search.`,
  );
}

/** Equal for trials that would be the same. */
export const keyOf = (values: Values): string =>
  Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, value]) => `${path}=${valueText(value)}`)
    .join('\n');
