import { ofKind } from '../components.js';
import type { SpecProblem } from '../problem.js';
import { quote } from '../words.js';
import { asking, type SemanticView } from './view.js';

/** Feature extractors can read the examples. */
export function checkFeatures({ loaded, used, info }: SemanticView): readonly SpecProblem[] {
  return ofKind(used, 'feature-extractor').flatMap(({ path, spec, component }) => {
    const verdict = asking(`feature extractor ${spec.type}`, 'accepts', () => component.accepts(info.shape));
    if (verdict === true) return [];
    const message = `The feature extractor ${quote(spec.type)} cannot read examples of shape [${info.shape.join(', ')}]: ${verdict}`;
    return [loaded.problem(`${path}.type`, 'GANX_SPEC_SEMANTIC', message)];
  });
}
