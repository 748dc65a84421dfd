import { OptionsError } from '../../errors.js';
import { join } from '../path.js';
import type { SpecProblem } from '../problem.js';
import type { SemanticView } from './view.js';

/**
 * Options of one component fit each other. Only the component knows, so it has been made; what else than an
 * `OptionsError` it throws is told when the experiment is planned.
 */
export function checkOptions({ failures, loaded }: SemanticView): readonly SpecProblem[] {
  return failures().flatMap(({ place, error }) =>
    error instanceof OptionsError
      ? [loaded.problem(join(place, error.option), 'GANX_SPEC_SEMANTIC', error.message)]
      : [],
  );
}
