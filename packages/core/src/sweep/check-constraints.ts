import { RuntimeFailure } from '../errors.js';
import type { Search } from '../plugin/index.js';
import { problemAt } from '../spec/place.js';
import type { SpecProblem } from '../spec/problem.js';
import { keyPlaceOf, type MapNode, placeOf } from '../spec/tree.js';
import { ExpressionError } from './expression.js';
import { type Condition, expressionProblem } from './parameters.js';
import { propose } from './propose.js';
import type { Space } from './space.js';

/** Whether there is a first trial at all: constraints may leave none. */
export function checkConstraints(
  root: MapNode,
  { search, exhaustive }: { readonly search: Search; readonly exhaustive: boolean },
  space: Space,
  constraints: readonly Condition[],
  seed: number,
): readonly SpecProblem[] {
  const [first] = constraints;
  if (!first) return [];
  const [at, place] =
    constraints.length === 1
      ? [first.at, placeOf(root, first.at)]
      : ['constraints', keyPlaceOf(root, '', 'constraints')];
  const refuse = (message: string) => [problemAt(place, 'GANX_SWEEP_CONSTRAINTS', at, message)];
  try {
    const seen = exhaustive ? new Set<string>() : undefined;
    if (propose({ search, space, seed, from: 0, history: [], seen })) return [];
    return refuse(
      'No combination of the parameters meets the constraints: there would be no trial. Loosen them, or give the parameters other values.',
    );
  } catch (error) {
    if (error instanceof ExpressionError) return [expressionProblem(root, at, error)];
    if (error instanceof RuntimeFailure) return refuse(error.message);
    throw error;
  }
}
