import type { SpecProblem } from '../problem.js';
import { quote } from '../words.js';
import type { SemanticView } from './view.js';

/** More names than this would bury the sentence. */
const mostNamed = 10;

/** A conditional generator has classes to tell apart, and training examples of each that it can be asked for. */
export function checkClasses(view: SemanticView): readonly SpecProblem[] {
  const { conditional, info, loaded, spec } = view;
  const { classes, examplesPerClass } = info;
  if (!conditional || classes === undefined) return [];
  const all = Array.from({ length: classes }, (_, label) => label);
  const empty = examplesPerClass ? all.filter((label) => !examplesPerClass[label]) : [];
  const data = quote(spec.data.type);
  if (classes - empty.length < 2) {
    const only = classes < 2 ? 'has one class' : 'has training examples of one class only';
    const message = `Conditioning by ${quote(spec.conditioning.type)} has nothing to tell apart: the dataset ${data} ${only}. Set conditioning: none, or take data of several classes.`;
    return [loaded.problem('conditioning.type', 'GANX_SPEC_SEMANTIC', message)];
  }
  if (empty.length === 0 || spec.data.emptyClasses === 'allow') return [];
  const mend = info.emptyClassesMend ?? 'Number its labels 0, 1, 2, ... without gaps.';
  const named = empty.slice(0, mostNamed).map((label) => nameOf(label, info.classNames));
  const more = empty.length > mostNamed ? ` and ${empty.length - mostNamed} more` : '';
  const message = `The dataset ${data} counts ${classes} classes, but has no training examples of ${empty.length === 1 ? 'class' : 'classes'} ${named.join(', ')}${more}: nothing shows a conditional generator what they are. ${mend} Or keep them with data.emptyClasses=allow; metrics and pictures leave them out then.`;
  return [loaded.problem('data.type', 'GANX_SPEC_CLASSES', message)];
}

function nameOf(label: number, names: readonly string[] = []): string {
  const name = names[label];
  return name === undefined || name === String(label) ? String(label) : `${label} (${quote(name)})`;
}
