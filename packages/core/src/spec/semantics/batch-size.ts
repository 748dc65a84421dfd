import type { SpecProblem } from '../problem.js';
import type { SemanticView } from './view.js';

/** A batch holds different examples, so it cannot be larger than the dataset. */
export function checkBatchSize({ loaded, spec, info }: SemanticView): readonly SpecProblem[] {
  const { batchSize } = spec.data;
  if (batchSize <= info.size) return [];
  const message = `A batch of ${batchSize} is more than the ${info.size} examples of the dataset. Set batchSize to at most ${info.size}.`;
  return [loaded.problem('data.batchSize', 'GANX_SPEC_SEMANTIC', message)];
}
