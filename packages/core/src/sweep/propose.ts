import { RuntimeFailure } from '../errors.js';
import type { Evaluated, Proposal, Search } from '../plugin/index.js';
import { proposalRandom } from './random.js';
import type { Space, Values } from './space.js';

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

/**
 * The next proposal that meets all constraints, or `wait` if the search waits for results. Trial i is thus the i-th
 * admissible proposal, whoever else runs beside it.
 *
 * Errors     RuntimeFailure GANX_SWEEP_CONSTRAINTS if too many in a row are refused.
 */
export function propose(request: ProposalRequest): Proposed | 'wait' | undefined {
  const { search, space, seed, from, history, seen } = request;
  let refusedBy = '';
  let refused = 0;
  for (let index = from; ; index++) {
    const answer = search.propose({ index, random: proposalRandom(seed, index), history });
    if (answer === undefined || answer === 'wait') return answer;
    const { point, ...more } = 'point' in answer ? answer : { point: answer };
    const { values, active, refusedBy: constraint } = space.assign(point);
    if (constraint) {
      refusedBy = constraint.text;
      if (!seen && ++refused >= mostRefused) break;
      continue;
    }
    if (seen?.has(keyOf(values))) continue;
    return { index, at: space.settle(point, active), values, more };
  }
  throw new RuntimeFailure(
    'GANX_SWEEP_CONSTRAINTS',
    `${mostRefused} proposals in a row break a constraint, the last one "${refusedBy}". Loosen it, or narrow the parameters.`,
  );
}

/** Equal for trials that would be the same. */
export const keyOf = (values: Values): string =>
  JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
