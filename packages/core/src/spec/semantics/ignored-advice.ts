import { nearest } from '../../plugin/registry.js';
import { knownAdviceCodes } from '../advice/codes.js';
import type { SpecProblem } from '../problem.js';
import { quote } from '../words.js';
import type { SemanticView } from './view.js';

/** `advice.ignore` names codes that there are: a misspelt one would silence nothing. */
export function checkIgnoredAdvice({ loaded, spec, registry }: SemanticView): readonly SpecProblem[] {
  const known = [...knownAdviceCodes(registry).keys()];
  return (spec.advice?.ignore ?? []).flatMap((code, i) => {
    if (known.includes(code)) return [];
    const message = `No component in use gives advice with the code ${quote(code)}. Codes stand in docs/guides/advice.md and beside each advice.`;
    return [loaded.problem(`advice.ignore.${i}`, 'GANX_SPEC_VALUE', message, nearest(code, known))];
  });
}
