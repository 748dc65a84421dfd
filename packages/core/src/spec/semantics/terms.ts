import type { Term } from '../../plugin/index.js';
import type { SpecProblem } from '../problem.js';
import { quote } from '../words.js';
import type { SemanticView } from './view.js';

/** Terms get what they read, and no two log a number under one name. */
export function checkTerms(view: SemanticView): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  const first = new Map<string, string>();
  for (const { place, type, term } of termsOf(view)) {
    if (term.reads?.includes('labels') && !view.conditional) {
      const message = `${quote(type)} reads class labels, but the experiment is not conditional. Set conditioning: labels, or another one.`;
      problems.push(view.loaded.problem(place, 'GANX_SPEC_SEMANTIC', message));
    }
    for (const stat of new Set(Object.values(term.stats ?? {}).flat())) {
      const name = `${type}/${stat}`;
      const before = first.get(name);
      if (before === undefined) {
        first.set(name, place);
        continue;
      }
      const { line } = view.loaded.locate(before);
      const message = `This logs ${quote(name)}, and so does the term in line ${line}: the numbers could not be told apart. Delete one of them.`;
      problems.push(view.loaded.problem(place, 'GANX_SPEC_SEMANTIC', message));
      break;
    }
  }
  return problems;
}

/** Terms whose options fit each other; the others are told of elsewhere. */
function termsOf(view: SemanticView) {
  const { conditioning, loss, regularizers } = view;
  const parts = [
    { own: loss, term: () => ('term' in loss.value ? loss.value.term : undefined) },
    ...regularizers.map((own) => ({ own, term: (): Term | undefined => own.value })),
    { own: conditioning, term: () => conditioning.value.term },
  ];
  const broken = new Set(view.failures().map(({ place }) => place));
  return parts.flatMap(({ own, term }) => {
    const made = broken.has(own.place) ? undefined : term();
    return made ? [{ place: own.place, type: own.type, term: made }] : [];
  });
}
