import { nearest, type Registry } from '../plugin/registry.js';
import { ownOptions, type SpecProblem, type ValidSpec } from '../spec/index.js';
import { problemAt } from '../spec/place.js';
import { keyPlaceOf, type MapNode, placeOf } from '../spec/tree.js';
import { listWords, quote } from '../spec/words.js';
import type { SweepSpec } from './skeleton.js';

/** What every run logs as scalars, whatever its metrics. */
const scalars = ['loss/discriminator', 'loss/generator', 'loss/penalty'];

/** Whether the experiment measures what the sweep looks at, and writes it where the sweep reads it. */
export function checkMetric(
  root: MapNode,
  spec: SweepSpec,
  { spec: experiment }: ValidSpec,
  registry: Registry,
): readonly SpecProblem[] {
  const { metric } = spec;
  if (!metric) return checkNeedsNone(root, spec, registry);
  const place = placeOf(root, 'metric.name');
  if (!experiment.logging.some(({ type }) => type === 'jsonl')) {
    const message =
      'A sweep reads its metric from metrics.jsonl, which the experiment does not write. Add jsonl to its logging.';
    return [problemAt(place, 'GANX_SPEC_SEMANTIC', 'metric.name', message)];
  }
  const measured = experiment.metrics.flatMap((one) =>
    registry.get('metric', one.type).measures(ownOptions('metric', one)),
  );
  const known = measured.find(({ name }) => name === metric.name);
  if (known && known.goal !== metric.goal) {
    const message = `${quote(metric.name)} is better the ${known.goal === 'minimize' ? 'smaller' : 'larger'} it is, but the sweep is to ${metric.goal} it. Write goal: ${known.goal}.`;
    return [problemAt(placeOf(root, 'metric.goal'), 'GANX_SPEC_SEMANTIC', 'metric.goal', message)];
  }
  if (known || scalars.includes(metric.name)) return [];
  const names = [...measured.map(({ name }) => name), ...scalars];
  const message = `The experiment does not measure ${quote(metric.name)}. It measures ${listWords(names)}.`;
  return [problemAt(place, 'GANX_SPEC_SEMANTIC', 'metric.name', message, nearest(metric.name, names))];
}

function checkNeedsNone(root: MapNode, spec: SweepSpec, registry: Registry): readonly SpecProblem[] {
  const learns = registry.get('search', spec.method.type).usesHistory === true;
  const asking = learns ? 'method' : spec.early_terminate ? 'early_terminate' : undefined;
  if (asking === undefined) return [];
  const message = `${quote(asking)} needs to know what a good trial is. Add "metric: { name: ..., goal: minimize }".`;
  return [problemAt(keyPlaceOf(root, '', asking), 'GANX_SPEC_MISSING_KEY', 'metric', message)];
}
