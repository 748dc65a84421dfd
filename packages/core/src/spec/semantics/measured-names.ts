import type { MeasuredName } from '../../plugin/metric.js';
import { ownOptions } from '../component-schema.js';
import { ofKind } from '../components.js';
import type { SpecProblem } from '../problem.js';
import { quote } from '../words.js';
import { asking, type SemanticView } from './view.js';

/** What the metrics of the spec measure, by the path of the metric. */
export function measuredBy({
  used,
}: SemanticView): readonly { readonly path: string; readonly measures: readonly MeasuredName[] }[] {
  return ofKind(used, 'metric').map(({ path, spec, component }) => ({
    path,
    measures: asking(`metric ${spec.type}`, 'measures', () => component.measures(ownOptions('metric', spec))),
  }));
}

/** No two metrics measure under one name: their values could not be told apart. */
export function checkMeasuredNames(view: SemanticView): readonly SpecProblem[] {
  const first = new Map<string, string>();
  const problems: SpecProblem[] = [];
  for (const { path, measures } of measuredBy(view)) {
    const twice = measures.find(({ name }) => first.has(name));
    if (twice) {
      const { line } = view.loaded.locate(first.get(twice.name)!);
      const message = `This measures ${quote(twice.name)}, and so does the metric in line ${line}. Delete one of them.`;
      problems.push(view.loaded.problem(path, 'GANX_SPEC_SEMANTIC', message));
    }
    for (const { name } of measures) if (!first.has(name)) first.set(name, path);
  }
  return problems;
}
