import { OptionsError } from '../../errors.js';
import { join } from '../path.js';
import type { SpecProblem } from '../problem.js';
import type { SemanticView } from './view.js';

/**
 * Options of one component fit each other. Only the component knows, so it has been made; what else than an
 * `OptionsError` it throws is told when the experiment is planned.
 */
export function checkOptions(view: SemanticView): readonly SpecProblem[] {
  const { failures, loaded } = view;
  const misfits = failures().flatMap(({ place, error }) =>
    error instanceof OptionsError
      ? [loaded.problem(join(place, error.option), 'GANX_SPEC_SEMANTIC', error.message)]
      : [],
  );
  return [...misfits, ...nothingToScale(view)];
}

/** `lazy: scaled` beside a regularizer that only acts after the update. */
function nothingToScale({ failures, loaded, regularizers, spec }: SemanticView): readonly SpecProblem[] {
  const failed = new Set(failures().map(({ place }) => place));
  return regularizers.flatMap((regularizer, index) => {
    const { place, type } = regularizer;
    if (spec.regularizers[index]!.lazy !== 'scaled' || failed.has(place)) return [];
    if (regularizer.value.discriminator || regularizer.value.generator) return [];
    const message = `The regularizer "${type}" adds no penalty that could be scaled. Leave \`lazy\` out.`;
    return [loaded.problem(join(place, 'lazy'), 'GANX_SPEC_SEMANTIC', message)];
  });
}
