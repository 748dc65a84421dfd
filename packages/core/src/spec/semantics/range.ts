import type { SpecProblem } from '../problem.js';
import type { SemanticView } from './view.js';

/** `data.range` goes upward. */
export function checkRange({ loaded, spec }: SemanticView): readonly SpecProblem[] {
  const [low, high] = spec.data.range;
  if (low < high) return [];
  return [
    loaded.problem(
      'data.range',
      'GANX_SPEC_VALUE',
      `"range" must go from low to high, as [-1, 1], but is [${low}, ${high}].`,
    ),
  ];
}
