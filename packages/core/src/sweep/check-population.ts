import type { Search } from '../plugin/index.js';
import type { Registry } from '../plugin/registry.js';
import { ownOptions, type SpecProblem, type ValidSpec } from '../spec/index.js';
import { problemAt } from '../spec/place.js';
import { keyPlaceOf, type MapNode, placeOf } from '../spec/tree.js';
import { count, quote } from '../spec/words.js';
import { enough, type Stop } from './ending.js';
import type { SweepSpec } from './skeleton.js';
import type { Space } from './space.js';

/** What a search whose trials go on from each other cannot have beside it, and what it needs. */
export function checkPopulation(
  root: MapNode,
  spec: SweepSpec,
  { axes, parameters }: Space,
  { horizon, interval }: Search,
  { spec: experiment }: ValidSpec,
  registry: Registry,
): readonly SpecProblem[] {
  if (interval === undefined) return [];
  const problems: SpecProblem[] = [];
  const method = `the method ${quote(spec.method.type)}`;
  const refuse = (key: string, message: string): void =>
    void problems.push(problemAt(keyPlaceOf(root, '', key), 'GANX_SPEC_SEMANTIC', key, message));
  if (spec.seeds > 1)
    refuse(
      'seeds',
      `With ${method} trials go on from each other's state, which repeats with other seeds cannot share. Delete "seeds", and run the sweep with several values of "seed".`,
    );
  if (spec.early_terminate)
    refuse(
      'early_terminate',
      `${method[0]!.toUpperCase()}${method.slice(1)} replaces trials that are behind itself. Delete "early_terminate".`,
    );
  if (!axes.some(({ structural }) => !structural))
    refuse(
      'parameters',
      `Nothing here can change while a network trains: what makes the data or changes the shapes of the networks is kept when ${method} copies a trial. Add a parameter such as optimizers.generator.learningRate.`,
    );
  for (const { path, at } of parameters.filter(
    (one) => one.path === 'stop' || one.path.startsWith('stop.'),
  )) {
    const message = `${quote(path)} cannot be a parameter: ${method} says when a trial ends.`;
    problems.push(problemAt(placeOf(root, at), 'GANX_SPEC_SEMANTIC', at, message));
  }
  for (const rule of enough(experiment.stop)) {
    const most = iterationsOf(rule, registry);
    if (horizon === undefined || most === undefined || most >= horizon) continue;
    const message = `With ${method} trials are trained to iteration ${horizon}, but the experiment ends at ${most}: those of later generations would have nothing left to train. Make its "stop" longer, or let there be fewer or shorter generations.`;
    problems.push(problemAt(keyPlaceOf(root, '', 'method'), 'GANX_SPEC_SEMANTIC', 'method', message));
  }
  const metric = experiment.metrics.find((one) =>
    registry
      .get('metric', one.type)
      .measures(ownOptions('metric', one))
      .some(({ name }) => name === spec.metric?.name),
  );
  if (metric && metric.every > interval) {
    const message = `${quote(spec.metric!.name)} is measured every ${count(metric.every, 'iteration')}, but ${method} compares trials every ${interval}. Measure it more often in the experiment, or let generations be longer.`;
    problems.push(problemAt(keyPlaceOf(root, '', 'method'), 'GANX_SPEC_SEMANTIC', 'method.every', message));
  }
  return problems;
}

/** The iterations after which a rule ends a run by itself, whatever happens in it. */
function iterationsOf(rule: Stop, registry: Registry): number | undefined {
  if (!('type' in rule)) return undefined;
  const { budget } = registry.get('stopping-rule', rule.type).create(ownOptions('stopping-rule', rule));
  return budget?.counter === 'iteration' ? budget.max : undefined;
}
