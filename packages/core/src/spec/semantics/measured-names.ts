import type { SpecProblem } from '../problem.js';
import { quote } from '../words.js';
import type { SemanticView } from './view.js';

/** No two metrics measure under one name: their values could not be told apart. */
export function checkMeasuredNames(view: SemanticView): readonly SpecProblem[] {
  const first = new Map<string, string>();
  const problems: SpecProblem[] = [];
  for (const { place: path, measures } of view.forSession.metrics) {
    const names = measures();
    const twice = names.find(({ name }) => first.has(name));
    if (twice) {
      const { line } = view.loaded.locate(first.get(twice.name)!);
      const message = `This measures ${quote(twice.name)}, and so does the metric in line ${line}. Delete one of them.`;
      problems.push(view.loaded.problem(path, 'GANX_SPEC_SEMANTIC', message));
    }
    for (const { name } of names) if (!first.has(name)) first.set(name, path);
  }
  return problems;
}
