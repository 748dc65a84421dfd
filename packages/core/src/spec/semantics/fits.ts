import { ownOptions } from '../component-schema.js';
import { ofKind } from '../components.js';
import { join } from '../path.js';
import type { SpecProblem } from '../problem.js';
import { asking, type SemanticView } from './view.js';

/** Metrics can measure this data by what their options name. */
export function checkFits({
  loaded,
  used,
  info,
  registry,
  conditional,
}: SemanticView): readonly SpecProblem[] {
  const context = { info, conditional, extractor: (type: string) => registry.get('feature-extractor', type) };
  return ofKind(used, 'metric').flatMap(({ path, spec, component }) => {
    const misfit = asking(`metric ${spec.type}`, 'fits', () =>
      component.fits?.(ownOptions('metric', spec), context),
    );
    return misfit ? [loaded.problem(join(path, misfit.option), 'GANX_SPEC_SEMANTIC', misfit.message)] : [];
  });
}
