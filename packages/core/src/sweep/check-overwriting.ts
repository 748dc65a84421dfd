import { problemAt } from '../spec/place.js';
import type { SpecProblem } from '../spec/problem.js';
import { type MapNode, placeOf } from '../spec/tree.js';
import { quote } from '../spec/words.js';
import { valueText } from './argument.js';
import { ExpressionError } from './expression.js';
import { combinations, decidingAxes } from './fit.js';
import type { Space } from './space.js';

/**
 * Parameters with conditions may set one place, as long as no two of them are ever switched on together: of two, the later
 * would be what trains, and the sweep would record both.
 */
export function checkOverwriting(root: MapNode, space: Space): readonly SpecProblem[] {
  const axes = [...new Set(space.parameters.flatMap((one) => decidingAxes(space, one)))];
  const middle = space.axes.map((one) =>
    one.levels === undefined ? 0.5 : one.unitOf((one.levels - 1) >> 1),
  );
  const problems = new Map<string, SpecProblem>();
  for (const point of combinations(space, middle, axes)) {
    const found = assigned(space, point);
    if (!found?.overwritten || found.refusedBy) continue;
    const [first, later] = found.overwritten;
    if (problems.has(later.at)) continue;
    const where = Object.entries(found.values)
      .filter(([path]) => path !== first.path && path !== later.path)
      .map(([path, value]) => `${path} = ${valueText(value)}`);
    const beside = where.length === 0 ? '' : `, as with ${where.slice(0, 3).join(', ')}`;
    const message = `${quote(later.path)} and the ${quote(first.path)} in line ${placeOf(root, first.at).line} are switched on together${beside}, and set the same part of the experiment. Give them conditions that exclude each other.`;
    problems.set(later.at, problemAt(placeOf(root, later.at), 'GANX_SPEC_SEMANTIC', later.at, message));
  }
  return [...problems.values()];
}

/** Expressions that cannot be computed are told elsewhere, with their place. */
function assigned(space: Space, point: readonly number[]) {
  try {
    return space.assign(point);
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}
