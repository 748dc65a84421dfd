import type { NetworkRole } from '../../plugin/layer.js';
import { ofKind } from '../components.js';
import type { SpecProblem } from '../problem.js';
import { listWords, quote } from '../words.js';
import type { SemanticView } from './view.js';

/** A preset stands for a network that it can be. */
export function checkRoles({ loaded, used, registry }: SemanticView): readonly SpecProblem[] {
  return ofKind(used, 'network').flatMap(({ path, spec, component }) => {
    const role = path as NetworkRole;
    if (component.roles.includes(role)) return [];
    const fitting = registry
      .list('network')
      .filter((entry) => entry.component.roles.includes(role))
      .map((entry) => entry.address);
    const message = `The preset ${quote(spec.type)} can be a ${listWords(component.roles, 'or')}, not a ${role}. Presets for a ${role}: ${listWords(fitting) || 'none'}.`;
    return [loaded.problem(`${path}.type`, 'GANX_SPEC_SEMANTIC', message)];
  });
}
